import type { FilterResult, Fit, ReportResults } from "@beliefscope/studies";
import type { ReportFigures, ResponsiveFigure, Themed } from "./figures.ts";
import { type Html, html, raw } from "./html.ts";
import { fixed, nats, poles, share, signed } from "./numbers.ts";
import { pageStyle } from "./page-style.ts";
import {
  baselineRows,
  bestBaseline,
  controlName,
  controlWords,
  ensembleWords,
  filterName,
  foldWords,
  headline,
  holdsOutBeliefs,
  lead,
  processName,
  withError,
  withRegretError,
} from "./wording.ts";

/**
 * The report as one self-contained HTML page that opens from disk and needs no script.
 *
 * @param command The command line that makes this report again.
 */
export function reportPage(results: ReportResults, figures: ReportFigures, command: string): string {
  const { process, model, positions, network, optimal } = results;
  const [from, to] = positions;
  const shown = headline(results);
  const rival = bestBaseline(results);
  const title = `What ${model.file} believes`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${processName(process)}</title>
<style>${raw(figures.fontFace)}${raw(pageStyle)}</style>
</head>
<body>
<header>
  <div class="brand">beliefscope <span>report</span></div>
  <fieldset class="theme">
    <legend>Theme</legend>
    <input type="radio" name="theme" id="theme-auto" checked><label for="theme-auto">Auto</label>
    <input type="radio" name="theme" id="theme-light"><label for="theme-light">Light</label>
    <input type="radio" name="theme" id="theme-dark"><label for="theme-dark">Dark</label>
  </fieldset>
</header>
<main>
<h1>${title}</h1>
<p class="lead">${lead(results)}</p>
${responsive(figures.main, figures.caption)}

<ul class="tiles">
  ${tile(share(shown.r2), `R² of the beliefs read at ${shown.site}, ${holdsOutBeliefs(results) ? "random words" : "words"} held out`)}
  ${tile(signed(shown.gain), `gain over the best baseline (${rival.label}, ${share(rival.r2)})`)}
  ${tile(withRegretError(results), `nats the network loses to the optimal predictor (${fixed(optimal.lossMean, 5)})`)}
  ${tile(nats(bestFilter(results.filters)), "nats the best untrained fixed filter loses on the same words")}
</ul>

<h2>Where the belief can be read</h2>
<p>A linear probe from the activations after each word to the exact belief. ${foldWords(results)} The rows below the line are what the same probe gets without the trained network.</p>
${responsive(figures.sites)}
<div class="scroll">${probeTable(results)}</div>

<h2>What each token is worth</h2>
<p>Loss of predicting the next token after k tokens were read, exact next-token laws on both sides. Means go over k = ${from} … ${to}.</p>
<div class="beside">${responsive(figures.losses)}
<div class="scroll">${lossTable(results)}</div></div>

<h2>One fixed filter on the same words</h2>
<p>A filter that adds scaled token vectors, the weights depending on nothing but the distance: one attention head whose pattern never changes. <em>Kalman</em> is the best such filter for this process, in mean square, once its start is forgotten; <em>ζ</em> forgets as the hidden chain does, the law in print. Neither was trained.</p>
${responsive(figures.kernels)}
<div class="scroll">${filterTable(results.filters)}</div>

<h2>How this was measured</h2>
<dl>
  <dt>Process</dt><dd>${processName(process)}</dd>
  <dt>Words</dt><dd>${ensembleWords(results)}</dd>
  <dt>R²</dt><dd>1 − Σ p‖b − b̂‖² / Σ p‖b − b̄‖², pooled over states, p the probability of the word. Held out: predictions pooled over ${results.probe.folds} folds. ±: jackknife over folds.</dd>
  <dt>RMSE</dt><dd>√(Σ p‖b − b̂‖² / Σ p), in the space of the whole belief.</dd>
  <dt>Gain</dt><dd>R² held out minus that of the best baseline, the control at its best place among them; by belief held out where beliefs are few.</dd>
  <dt>Control</dt><dd>${controlWords(results.control)}</dd>
  <dt>Ridge</dt><dd>${results.probe.ridge} of the mean variance of a feature, the same for all probes of network, control and baselines; chosen once, with the held-out R² of mess3 and rrxor in sight</dd>
  <dt>Regret</dt><dd>mean KL from the optimal next-token law, in nats. Always predicting the token frequencies costs ${nats(optimal.unigramLossMean - optimal.lossMean)}.</dd>
  <dt>Linear readout</dt><dd>b = π + Σ v(token d back) F<sup>d</sup>, the eigenvalues of F being the poles; next-token law raised to at least .001 and renormalised. The claim may leave the simplex: “invalid” is the share of probability where it does.</dd>
  <dt>Log readout</dt><dd>b = softmax(log π + Σ v(token d back) F<sup>d</sup>), v = log E[:, token] centred, then pushed through T where tokens tell of the state departed from; for processes that factor into T and E.</dd>
  <dt>Network</dt><dd><code>${model.file}</code>, context ${model.context}, sha256 <code>${model.sha256}</code>. Reading its inner tensors moved its outputs by at most ${network.maxOutputDelta ?? "–"}.</dd>
  <dt>Seed</dt><dd>${results.seed} (shuffles and permutations)</dd>
</dl>
<pre><code>${command}</code></pre>
</main>
<footer>Made by beliefscope. All numbers are in <code>results.json</code> beside this page.</footer>
</body>
</html>
`;
  return page.markup;
}

function tile(value: string, label: string): Html {
  return html`<li><b>${value}</b><span>${label}</span></li>`;
}

/** A figure drawn for wide and for narrow screens, each in both themes; the page shows the one that fits. */
function responsive({ wide, narrow }: ResponsiveFigure, caption?: string): Html {
  const arrangement = (width: string, { dark, light }: Themed): Html =>
    html`<div class="${width}"><div class="on-dark">${raw(dark)}</div><div class="on-light">${raw(light)}</div></div>`;
  const words = caption === undefined ? "" : html`<figcaption>${caption}</figcaption>`;
  return html`<figure>${arrangement("wide", wide)}${arrangement("narrow", narrow)}${words}</figure>`;
}

function bestFilter(filters: readonly FilterResult[]): number | null {
  const regrets = filters.map(({ regret }) => regret).filter((regret) => regret !== null);
  return regrets.length > 0 ? Math.min(...regrets) : null;
}

function probeTable(results: ReportResults): Html {
  const byWords = (cell: Html): Html => (holdsOutBeliefs(results) ? cell : raw(""));
  const cells = (fit: Fit): Html =>
    fit.reason !== undefined
      ? html`<td colspan="${holdsOutBeliefs(results) ? 4 : 3}">${fit.reason}</td>`
      : html`<td>${withError(fit.r2HeldOut, fit.r2HeldOutSe)}</td>${byWords(html`<td>${share(fit.r2WordsHeldOut, 4)}</td>`)}<td>${share(fit.r2InSample, 4)}</td><td>${fixed(fit.rmseHeldOut, 4)}</td>`;
  return html`<table>
<thead><tr><th scope="col">features</th><th scope="col">R² held out</th>${byWords(html`<th scope="col">words</th>`)}<th scope="col">R² in sample</th><th scope="col">RMSE held out</th><th scope="col">gain</th><th scope="col">same place, ${controlName(results.control)}</th></tr></thead>
<tbody>${results.sites.map(
    (site) =>
      html`<tr class="${site.name === results.shownSite ? "shown" : ""}"><th scope="row"><code>${site.name}</code></th>${cells(site)}<td>${signed(site.gainOverBestBaseline, 4)}</td><td>${share(site.untrained.r2HeldOut, 4)}</td></tr>`,
  )}</tbody>
<tbody>${baselineRows(results).map(
    ({ label, fit }) => html`<tr><th scope="row">${label}</th>${cells(fit)}<td></td><td></td></tr>`,
  )}</tbody>
</table>`;
}

function lossTable({ optimal, network }: ReportResults): Html {
  const rows = optimal.lossByTokensRead.map((best, k) => {
    const loss = network.lossByTokensRead[k] ?? null;
    const regret = loss === null ? null : loss - best;
    return html`<tr><th scope="row">${k}</th><td>${fixed(best, 6)}</td><td>${fixed(loss, 6)}</td><td>${nats(regret)}</td></tr>`;
  });
  return html`<table>
<thead><tr><th scope="col">k tokens read</th><th scope="col">optimal</th><th scope="col">network</th><th scope="col">regret</th></tr></thead>
<tbody>${rows}</tbody>
<tbody><tr class="shown"><th scope="row">mean</th><td>${fixed(optimal.lossMean, 6)}</td><td>${fixed(network.lossMean, 6)}</td><td>${nats(network.regret)}</td></tr></tbody>
</table>`;
}

function filterTable(filters: readonly FilterResult[]): Html {
  const rows = filters.map((filter) => {
    const name = html`<th scope="row">${filterName(filter)} readout</th>`;
    if (filter.reason !== undefined) return html`<tr>${name}<td colspan="5">${filter.reason}</td></tr>`;
    const { regret, r2Raw, r2Affine, invalidMass } = filter;
    return html`<tr>${name}<td>${poles(filter.poles)}</td><td>${nats(regret)}</td><td>${share(r2Raw)}</td><td>${share(r2Affine)}</td><td>${share(invalidMass)}</td></tr>`;
  });
  return html`<table>
<thead><tr><th scope="col">filter</th><th scope="col">poles</th><th scope="col">regret (nats)</th><th scope="col">R² as claimed</th><th scope="col">R² after affine fit</th><th scope="col">invalid</th></tr></thead>
<tbody>${rows}</tbody>
</table>`;
}
