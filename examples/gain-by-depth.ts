// The best linear filter weighs its first tokens more than later ones: with nothing read it knows little, so each token
// tells it much. Its gain falls to that of the steady state, and by then the fixed filter is as good.
import {
  approximationCost,
  kalmanFilter,
  kalmanFilterByDepth,
  runFilterOnEnsemble,
  wordEnsemble,
} from "@beliefscope/belief";
import { circle3 } from "@beliefscope/hmm-core";

const hmm = circle3({ x: 0.05, a: 0.85 });
const length = 8;
const ensemble = wordEnsemble(hmm, length);
const byDepth = kalmanFilterByDepth(hmm, length);
const fixed = kalmanFilter(hmm, { readout: "linear" });
const floor = byDepth.readout.floor;
const costs = [byDepth, fixed].map(
  (filter) => approximationCost(hmm, ensemble, runFilterOnEnsemble(filter, ensemble), { floor }).byTokensRead,
);

console.log("tokens read   gain of the next   R2 by depth   R2 of the fixed filter");
for (let k = 0; k <= length; k++) {
  const gain = k < length ? byDepth.tokenVectors.data[k * 9 + 1]!.toFixed(4) : "      "; // token 0, for the state it announces
  const [r2ByDepth, r2Fixed] = costs.map((cost) => cost[k]!.r2?.toFixed(4) ?? "     -");
  console.log(
    `${String(k).padStart(11)}   ${gain.padStart(16)}   ${r2ByDepth!.padStart(11)}   ${r2Fixed!.padStart(11)}`,
  );
}
console.log(`      ever after   ${fixed.tokenVectors[1]!.toFixed(4)}`);
