import type { Report } from "@beliefscope/studies";
import type { Hmm } from "@beliefscope/hmm-core";
import {
  beliefCloudPanels,
  type Panel,
  pcaProjection,
  simplexProjection,
  stateGraphPanel,
  supportWeights,
} from "@beliefscope/viz";
import { share } from "./numbers.ts";
import { headline, processName } from "./wording.ts";

/** How a figure weights its points: probability^beta, between the support (0) and the measure (1). */
const pointWeight = 0.15;

/** The title of the panel that shows what the network believes. */
export const networkTitle = "Read from the network";

/** The panels of the report's figure (no graph for a generalized process, which has no hidden states to draw), and the caption that says how to read them. */
export function beliefPanels({ results, clouds }: Report, hmm: Hmm): { panels: Panel[]; caption: string } {
  const { numStates } = hmm;
  const shown = results.sites.find(({ name }) => name === results.shownSite)!;
  const kalman = results.filters.find(({ id, readout }) => id === "kalman" && readout === "linear")!;
  const names = hmm.stateNames ? { stateNames: hmm.stateNames } : {};
  const pca = numStates > 3 || hmm.rightVector ? pcaProjection(clouds.truth, clouds.weights) : null;
  const graph = hmm.rightVector
    ? []
    : [
        stateGraphPanel({
          title: "Hidden Markov model",
          caption: processName(results.process),
          labeledTransitions: hmm.labeledTransitions,
          numTokens: hmm.numTokens,
          numStates,
          ...names,
          tokenNames: hmm.tokenNames ?? Array.from({ length: hmm.numTokens }, (_, token) => String(token)),
        }),
      ];
  const beliefs = beliefCloudPanels({
    truth: clouds.truth,
    weights: supportWeights(clouds.weights, pointWeight),
    simplex: hmm.rightVector === undefined,
    projection: pca?.projection ?? simplexProjection(numStates),
    ...names,
    clouds: [
      { title: "True beliefs", caption: "optimal Bayes filter", claims: clouds.truth },
      {
        title: networkTitle,
        caption: `${shown.name} · R² ${share(headline(results).r2)}, words held out`,
        claims: clouds.network,
      },
      ...(clouds.filter
        ? [
            {
              title: "One fixed attention filter",
              caption: `Kalman, untrained · R² ${share(kalman.r2Raw)}`,
              claims: clouds.filter,
            },
          ]
        : []),
    ],
  });
  const plane = pca
    ? ` The plane holds the two main axes of the true beliefs (weighted PCA, ${Math.round(100 * (pca.explained[0] + pca.explained[1]))} % of their variance).`
    : numStates === 2
      ? " Two states: the belief is one number, drawn along a strip."
      : "";
  const noFilter = clouds.filter ? "" : " No filter panel: this process has no stationary Kalman filter.";
  const caption = `Each point is a word of ${results.positions[0]} to ${results.positions[1]} tokens, the same words in every panel. Position is what is claimed, colour is the true belief.${plane} Points are weighted by probability^${String(pointWeight)}, between the support (0) and the measure (1).${noFilter}`;
  return { panels: [...graph, ...beliefs], caption };
}
