// Attention with a fixed pattern, a convolution and a linear recurrence are one thing where the pattern depends on the lag
// alone. What a convolution loses as a recurrence with too few poles is a number.
import { kalmanFilter } from "@beliefscope/belief";
import { circle3, type Hmm, mess3, randomHmm } from "@beliefscope/hmm-core";
import { attentionFromFilter } from "@beliefscope/models-attention";
import { convolutionFromHeads, diagonalFromConvolution, type FixedHead } from "@beliefscope/models-ssm";

const processes: Record<string, Hmm> = {
  mess3: mess3({ x: 0.05, a: 0.85 }),
  circle3: circle3({ x: 0.05, a: 0.85 }), // its states turn by a third of a circle each step
  random: randomHmm({ n: 4, v: 3, seed: 2 }),
};
for (const [name, hmm] of Object.entries(processes)) {
  const { layers } = attentionFromFilter(kalmanFilter(hmm, { readout: "linear" }), { length: 12 });
  const heads = layers[0]!.heads.flatMap(({ attention, values }): FixedHead[] =>
    attention.kind === "fixed" ? [{ pattern: attention.pattern, values }] : [],
  );
  const { model: convolution, residual } = convolutionFromHeads(heads);
  console.log(`${name}: ${heads.length} head(s); as a convolution, ${(100 * residual).toFixed(2)} % is lost`);
  for (const order of [1, 2, 3]) {
    const { model, residual: lost } = diagonalFromConvolution(convolution, { order });
    const poles = model.modes.map(({ pole: [re, im] }) => `${re.toFixed(3)}${im > 0 ? ` ± ${im.toFixed(3)}i` : ""}`);
    console.log(
      `  as a recurrence of order ${order}, ${(100 * lost).toFixed(2).padStart(5)} %: poles ${poles.join(", ")}`,
    );
  }
}
