import { checkKind } from "./check-kind.ts";
import { createHmm } from "./create-hmm.ts";
import type { Hmm } from "./hmm.ts";

/**
 * The product of processes: they run side by side, independent, and a token tells one token of each.
 *
 *   T[(x, y), (i, k), (j, l)] = T_1[x, i, j] T_2[y, k, l]
 *
 * Pairs are numbered with the first part slowest: token (x, y) is x · numTokens_2 + y, states likewise.
 *
 * @param parts At least one process.
 * @throws RangeError if there are no parts; TypeError if they are no array of processes.
 * @example
 * wordProbability(product([coin({ p: 0.25 }), coin({ p: 0.5 })]), [2]); // => 0.125
 */
export function product(parts: readonly Hmm[]): Hmm {
  checkParts("product", parts);
  const [first, ...rest] = parts;
  if (first === undefined) throw new RangeError("product: parts must not be empty, got []");
  if (rest.length === 0) return first;
  const paired = rest.reduce(pair, first);
  return { ...paired, name: `product(${parts.map(({ name }) => name).join(", ")})` };
}

/** Checks that the parts of a mixture or product are processes. */
export function checkParts(caller: string, parts: readonly Hmm[]): void {
  checkKind(caller, "parts", "an array", parts);
  parts.forEach((part, i) => {
    checkKind(caller, `parts[${i}]`, "a process", part);
  });
}

function pair(left: Hmm, right: Hmm): Hmm {
  const numStates = left.numStates * right.numStates;
  const numTokens = left.numTokens * right.numTokens;
  const data = new Float64Array(numTokens * numStates * numStates);
  left.labeledTransitions.forEach((one, index) => {
    const [x, i, j] = split3(index, left.numStates);
    right.labeledTransitions.forEach((two, otherIndex) => {
      const [y, k, l] = split3(otherIndex, right.numStates);
      const token = x * right.numTokens + y;
      const from = i * right.numStates + k;
      const to = j * right.numStates + l;
      data[(token * numStates + from) * numStates + to] = one * two;
    });
  });
  const rightVector = kron(ones(left), ones(right));
  return createHmm({
    labeledTransitions: { shape: [numTokens, numStates, numStates], data },
    initialBelief: kron(left.initialBelief, right.initialBelief),
    ...((left.rightVector ?? right.rightVector) && { rightVector }),
  });
}

/** [token, from, to] of a flat index. */
function split3(index: number, numStates: number): [number, number, number] {
  const to = index % numStates;
  const rest = Math.floor(index / numStates);
  return [Math.floor(rest / numStates), rest % numStates, to];
}

function ones(hmm: Hmm): Float64Array {
  return hmm.rightVector ?? new Float64Array(hmm.numStates).fill(1);
}

function kron(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from({ length: a.length * b.length }, (_, k) => a[Math.floor(k / b.length)]! * b[k % b.length]!);
}
