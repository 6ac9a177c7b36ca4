import { forwardStep, type Hmm, refuseNegativeStep, tokenLaw } from "@beliefscope/hmm-core";
import { boxSet } from "./box-set.ts";
import { type DimensionEstimate, knownDimension, unknownDimension } from "./dimension-estimate.ts";
import { pointExtent } from "./point-extent.ts";
import { recurrentLaw } from "../recurrent-law.ts";
import { tangentCoordinates } from "./tangent-coordinates.ts";
import { wavyLine } from "./wavy-line.ts";

/** Tokens read, each time the likeliest, before the search starts. */
const BURN_IN = 1000;
/** Beliefs by which the size of the set is judged. */
const SCOUTS = 4096;
/** The boxes that are counted are coarser by this many octaves than those in which one belief stands for all. */
const REFINEMENT = 2;
/** Numbers that the beliefs of a search may hold in all. */
const MAX_ENTRIES = 3e7;
/** Boxes are no smaller than this share of the largest coordinate: rounding. */
const RESOLUTION = 1e-12;
const METHOD = "boxes that beliefs can reach";

/**
 * The support (box-counting) dimension: how the number of boxes that hold a belief of the stationary process, however
 * improbable, grows with their fineness.
 *
 *   D_0 = d log2 N(level) / d level,   boxes of side 2^-level · (extent of the set)
 *
 * Boxes are found by a search: from one belief follow every possible token; a box reached anew holds a belief to follow on.
 * Boxes are counted two levels coarser than those of the search, at least three levels; the fit takes the finer half. The
 * error is the larger of half the difference of the slopes in the two halves of the range and the standard error of those
 * in its quarters. Where N grows no faster than the level, beliefs only converge: dimension 0.
 *
 * @param options.maxBoxes Boxes of the search, at least 100, default 100 000.
 * @returns The estimate; null with the reason where the levels are too few.
 * @throws RangeError if maxBoxes is out of range, or the process has several recurrent classes.
 * @example
 * supportDimension(cantor({ s: 3 })).value!.toFixed(2); // => "0.63"
 * supportDimension(rrxor()).value; // => 0
 */
export function supportDimension(hmm: Hmm, options: { readonly maxBoxes?: number } = {}): DimensionEstimate {
  const { maxBoxes = 100_000 } = options;
  if (!Number.isInteger(maxBoxes) || maxBoxes < 100) {
    throw new RangeError(`supportDimension: maxBoxes must be an integer of at least 100, got ${maxBoxes}`);
  }
  const { process } = tangentCoordinates(hmm, recurrentLaw("supportDimension", hmm));
  const limit = Math.min(maxBoxes, Math.floor(MAX_ENTRIES / process.numStates));
  const start = likeliestBelief(process);
  const scouts = search(process, start, SCOUTS, null)!;
  const { extent, largest } = pointExtent(scouts, process.numStates, process.numStates - 1);
  if (extent < 1e-9) return knownDimension(0, "all beliefs in one place");

  const finest = Math.floor(Math.log2(extent / (RESOLUTION * largest)));
  let found: Float64Array | null = null;
  let level = 0;
  for (; level < finest; level++) {
    const finer = search(process, start, limit, extent * 2 ** -(level + 1));
    if (finer === null) break;
    found = finer;
  }
  const levels = level - REFINEMENT;
  if (found === null || levels < 3) return unknownDimension(METHOD, `more than ${limit} boxes`);
  const counts = Array.from({ length: levels + 1 }, (_, l) => {
    const boxes = boxSet(found.length / process.numStates, process.numStates - 1, extent * 2 ** -l);
    let count = 0;
    for (let at = 0; at < found.length; at += process.numStates) if (boxes.add(found, at)) count++;
    return count;
  });
  return growth(counts, extent);
}

/** From the number of boxes at each level to a dimension. */
function growth(counts: readonly number[], extent: number): DimensionEstimate {
  const levels = counts.length - 1;
  const third = Math.floor(levels / 3);
  const newest = counts[levels]! - counts[levels - third]!;
  if (newest <= 1.25 * (counts[levels - third]! - counts[levels - 2 * third]!)) {
    return knownDimension(0, `${METHOD}, which grow no faster than the level`);
  }
  const from = Math.floor(levels / 2);
  const { slope, waviness } = wavyLine(Float64Array.from(counts, Math.log2), from, levels + 1, 1);
  return {
    value: slope,
    error: waviness,
    method: METHOD,
    reason: null,
    fitRange: [extent * 2 ** -levels, extent * 2 ** -from],
  };
}

/** The belief on reading the likeliest token again and again: a recurrent one. */
function likeliestBelief(process: Hmm): Float64Array {
  const { numTokens, numStates, initialBelief } = process;
  const law = tokenLaw(process).data;
  let belief = initialBelief.slice();
  let next = new Float64Array(numStates);
  for (let step = 0; step < BURN_IN; step++) {
    let likeliest = -1;
    let largest = 0;
    for (let token = 0; token < numTokens; token++) {
      let p = 0;
      for (let state = 0; state < numStates; state++) p += belief[state]! * law[state * numTokens + token]!;
      refuseNegativeStep(process, p);
      if (p > largest + 1e-9) [likeliest, largest] = [token, p];
    }
    forwardStep(process, belief, 0, likeliest, next, 0);
    [belief, next] = [next, belief];
  }
  return belief;
}

/**
 * Breadth-first search from one belief along all possible tokens.
 *
 * @param side One belief stands for all in a box of this side, and more than `limit` boxes give null; if null, every belief
 *   is kept, and the search ends when there are enough.
 * @returns The beliefs found, flat.
 */
function search(process: Hmm, start: Float64Array, limit: number, side: number | null): Float64Array | null {
  const { numTokens, numStates } = process;
  const beliefs = new Float64Array((limit + 1) * numStates); // one spare row, for the belief that is looked up
  beliefs.set(start);
  const boxes = side === null ? null : boxSet(limit + 1, numStates - 1, side);
  boxes?.add(beliefs, 0);
  let count = 1;
  for (let from = 0; from < count; from++) {
    for (let token = 0; token < numTokens; token++) {
      const to = count * numStates;
      if (forwardStep(process, beliefs, from * numStates, token, beliefs, to) <= 0) continue;
      if (boxes && !boxes.add(beliefs, to)) continue;
      if (count === limit) return side === null ? beliefs.subarray(0, count * numStates) : null;
      count++;
    }
  }
  return beliefs.subarray(0, count * numStates);
}
