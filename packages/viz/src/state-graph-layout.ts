import type { Vec } from "./plane-vector.ts";
import { simplexProjection } from "./simplex-projection.ts";

/**
 * Where the states of a graph stand, before it is scaled to its place: on the corners of the belief simplex for up to three
 * states, so that the reader maps state to corner without a legend; else on a circle, clockwise from the top, in the order that
 * keeps strongly connected states close.
 *
 * @param flow Symmetric or not, how strongly two states are connected, shape [from, to], 0 or more.
 * @param numStates At least 1.
 * @returns One position a state, y downwards.
 * @example
 * stateGraphLayout(new Float64Array(4), 2); // => [{ x: 0, y: 0 }, { x: 1, y: 0 }]
 */
export function stateGraphLayout(flow: Float64Array, numStates: number): Vec[] {
  if (numStates <= 3) {
    const corners = simplexProjection(numStates).data;
    return Array.from({ length: numStates }, (_, k) => ({ x: corners[k]!, y: 0 - corners[numStates + k]! }));
  }
  const places = circleOrder(flow, numStates);
  return Array.from({ length: numStates }, (_, state) => {
    const angle = (2 * Math.PI * places.indexOf(state)) / numStates - Math.PI / 2;
    return { x: Math.cos(angle), y: Math.sin(angle) };
  });
}

/** States in circle order: swaps of two, state 0 staying on top, while any shortens the connections. */
function circleOrder(flow: Float64Array, numStates: number): number[] {
  const order = Array.from({ length: numStates }, (_, k) => k);
  const length = (): number => {
    let sum = 0;
    for (let p = 0; p < numStates; p++) {
      for (let q = 0; q < numStates; q++) {
        const chord = 2 * Math.abs(Math.sin((Math.PI * (p - q)) / numStates));
        sum += chord * Math.sqrt(flow[order[p]! * numStates + order[q]!]!);
      }
    }
    return sum;
  };
  let best = length();
  for (let improved = true; improved;) {
    improved = false;
    for (let p = 1; p < numStates; p++) {
      for (let q = p + 1; q < numStates; q++) {
        swap(order, p, q);
        const swapped = length();
        if (swapped < best - 1e-9) {
          best = swapped;
          improved = true;
        } else swap(order, p, q);
      }
    }
  }
  return order;
}

function swap(order: number[], p: number, q: number): void {
  [order[p], order[q]] = [order[q]!, order[p]!];
}
