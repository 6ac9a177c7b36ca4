import { forwardStep, type Hmm, refuseNegative } from "@beliefscope/hmm-core";

/** Words whose extensions stay in a processor's cache while each token is appended to all of them. */
const TOGETHER = 256;

/** The smallest number with a finite inverse and all its digits. */
const SMALLEST = 2 ** -1022;

/**
 * Appends each token to the words of nodes [begin, end): word i with token x becomes node end + (i - begin) V + x.
 *
 * Plain loops over one token's matrix at a time, which stays in registers for two and three states. At hundreds of megabytes
 * fresh memory costs more than the arithmetic, and a WebAssembly kernel would have to copy all it writes.
 *
 * @param probability Shape [node], read before `end` and written after it.
 * @param beliefs Shape [node, state], likewise.
 */
export function extendWords(
  hmm: Hmm,
  probability: Float64Array,
  beliefs: Float64Array,
  begin: number,
  end: number,
): void {
  const { numTokens, numStates, labeledTransitions, rightVector } = hmm;
  const matrices = Array.from({ length: numTokens }, (_, x) =>
    labeledTransitions.subarray(x * numStates ** 2, (x + 1) * numStates ** 2),
  );
  const append = rightVector ? null : numStates === 3 ? appendToThree : numStates === 2 ? appendToTwo : appendToAny;
  for (let first = begin; first < end; first += TOGETHER) {
    const last = Math.min(first + TOGETHER, end);
    for (let token = 0; token < numTokens; token++) {
      const target = end + (first - begin) * numTokens + token;
      if (append === null) appendSigned(hmm, token, probability, beliefs, first, last, target);
      else append(matrices[token]!, probability, beliefs, first, last, target, numTokens);
    }
  }
}

/** One token after each of the words [first, last), into nodes `target`, `target` + step, ... */
function appendToTwo(
  T: Float64Array,
  probability: Float64Array,
  beliefs: Float64Array,
  first: number,
  last: number,
  target: number,
  step: number,
): void {
  const a = T[0]!;
  const b = T[1]!;
  const c = T[2]!;
  const d = T[3]!;
  for (let word = first, node = target; word < last; word++, node += step) {
    const u = beliefs[2 * word]!;
    const v = beliefs[2 * word + 1]!;
    const x = u * a + v * c;
    const y = u * b + v * d;
    const joint = probability[word]! * (x + y);
    const isPossible = joint >= SMALLEST;
    const share = isPossible ? 1 / (x + y) : 0;
    probability[node] = isPossible ? joint : 0;
    beliefs[2 * node] = x * share;
    beliefs[2 * node + 1] = y * share;
  }
}

function appendToThree(
  T: Float64Array,
  probability: Float64Array,
  beliefs: Float64Array,
  first: number,
  last: number,
  target: number,
  step: number,
): void {
  const a = T[0]!;
  const b = T[1]!;
  const c = T[2]!;
  const d = T[3]!;
  const e = T[4]!;
  const f = T[5]!;
  const g = T[6]!;
  const h = T[7]!;
  const i = T[8]!;
  for (let word = first, node = target; word < last; word++, node += step) {
    const u = beliefs[3 * word]!;
    const v = beliefs[3 * word + 1]!;
    const w = beliefs[3 * word + 2]!;
    const x = u * a + v * d + w * g;
    const y = u * b + v * e + w * h;
    const z = u * c + v * f + w * i;
    const sum = x + y + z;
    const joint = probability[word]! * sum;
    const isPossible = joint >= SMALLEST;
    const share = isPossible ? 1 / sum : 0;
    probability[node] = isPossible ? joint : 0;
    beliefs[3 * node] = x * share;
    beliefs[3 * node + 1] = y * share;
    beliefs[3 * node + 2] = z * share;
  }
}

function appendToAny(
  T: Float64Array,
  probability: Float64Array,
  beliefs: Float64Array,
  first: number,
  last: number,
  target: number,
  step: number,
): void {
  const n = Math.sqrt(T.length);
  for (let word = first, node = target; word < last; word++, node += step) {
    let sum = 0;
    for (let to = 0; to < n; to++) {
      let entry = 0;
      for (let from = 0; from < n; from++) entry += beliefs[word * n + from]! * T[from * n + to]!;
      beliefs[node * n + to] = entry;
      sum += entry;
    }
    const joint = probability[word]! * sum;
    const isPossible = joint >= SMALLEST;
    const share = isPossible ? 1 / sum : 0;
    probability[node] = isPossible ? joint : 0;
    for (let to = 0; to < n; to++) beliefs[node * n + to]! *= share;
  }
}

function appendSigned(
  hmm: Hmm,
  token: number,
  probability: Float64Array,
  beliefs: Float64Array,
  first: number,
  last: number,
  target: number,
): void {
  const { numTokens, numStates: n } = hmm;
  for (let word = first, node = target; word < last; word++, node += numTokens) {
    const conditional = forwardStep(hmm, beliefs, word * n, token, beliefs, node * n);
    const joint = probability[word]! * conditional;
    refuseNegative(hmm, joint);
    probability[node] = Math.max(joint, 0);
    if (conditional <= 0) beliefs.fill(0, node * n, (node + 1) * n);
  }
}
