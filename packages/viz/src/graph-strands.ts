import { direction, polar, shifted, type Vec } from "./plane-vector.ts";

/** All that leads from one state to another: what each token contributes, and their total. */
export type Edge = {
  readonly from: number;
  readonly to: number;
  readonly total: number;
  readonly tokens: readonly { readonly token: number; readonly probability: number }[];
};

/** A state on the picture, and the direction away from the graph's centre. */
export type GraphNode = Vec & { readonly outward: Vec };

/** A cubic curve: start, two control points, end. */
export type Cubic = readonly [Vec, Vec, Vec, Vec];

/** One token's share of an edge, as a curve whose end carries the arrow's head. */
export type Strand = { readonly token: number; readonly probability: number; readonly curve: Cubic };

/** An edge drawn as strands; `labelAt(t)` is where its number can stand, t in [0, 1] along it. */
export type Bundle = { readonly edge: Edge; readonly strands: readonly Strand[]; readonly labelAt: (t: number) => Vec };

/** The edges of a labelled chain, from its transitions of shape [token, from, to]. */
export function collectEdges(transitions: Float64Array, numTokens: number, numStates: number): Edge[] {
  const edges: Edge[] = [];
  for (let from = 0; from < numStates; from++) {
    for (let to = 0; to < numStates; to++) {
      const tokens = Array.from({ length: numTokens }, (_, token) => ({
        token,
        probability: transitions[(token * numStates + from) * numStates + to]!,
      })).filter(({ probability }) => probability > 0);
      const total = tokens.reduce((sum, { probability }) => sum + probability, 0);
      if (total > 0) edges.push({ from, to, total, tokens });
    }
  }
  return edges;
}

/** Curves for an edge between nodes of a radius. */
export function strandBundle(edge: Edge, nodes: readonly GraphNode[], radius: number): Bundle {
  return edge.from === edge.to
    ? loopBundle(edge, nodes[edge.from]!, radius)
    : arcBundle(edge, nodes[edge.from]!, nodes[edge.to]!, radius);
}

/** Nested drops that face away from the graph's centre, the likeliest token outermost. */
export function loopBundle(edge: Edge, node: GraphNode, radius: number): Bundle {
  const tokens = edge.tokens.toSorted((a, b) => b.probability - a.probability || a.token - b.token);
  const heading = Math.atan2(node.outward.y, node.outward.x);
  const step = Math.min(0.5, 1.6 / tokens.length);
  const strands = tokens.map(({ token, probability }, k) => {
    const reach = radius * (3.9 - step * k);
    const spread = 0.5 - 0.1 * step * k;
    const curve = [
      polar(node, radius, heading - spread),
      polar(node, reach, heading - 0.95 * spread),
      polar(node, reach, heading + 0.95 * spread),
      polar(node, radius + 2, heading + spread),
    ] as const;
    return { token, probability, curve };
  });
  const tip = cubicAt(strands[0]!.curve, 0.5);
  const distance = 8 + 6 * Math.abs(node.outward.x);
  const label = { x: tip.x + distance * node.outward.x, y: tip.y + distance * node.outward.y };
  return { edge, strands, labelAt: () => label };
}

/** Strands side by side, bent a little to their left, so that the way back has the other side. */
function arcBundle(edge: Edge, from: GraphNode, to: GraphNode, radius: number): Bundle {
  const along = direction(from, to);
  const heading = Math.atan2(along.y, along.x);
  const across = { x: along.y, y: -along.x };
  const step = Math.min(0.2, 0.8 / edge.tokens.length) * radius;
  const offset = (k: number): number => 0.42 * radius + k * step;
  const strands = edge.tokens.map(({ token, probability }, k) => {
    const turn = Math.asin(Math.min(0.9, (0.16 * radius + 0.7 * k * step) / radius));
    const start = polar(from, radius, heading - turn);
    const end = polar(to, radius + 2, heading + Math.PI + turn);
    const rise = (4 / 3) * (offset(k) - Math.sin(turn) * radius);
    const curve = [
      start,
      between(start, end, 0.33, across, rise),
      between(start, end, 0.67, across, rise),
      end,
    ] as const;
    return { token, probability, curve };
  });
  const outermost = strands.at(-1)!.curve;
  return { edge, strands, labelAt: (t) => shifted(cubicAt(outermost, t), across, 11) };
}

/** The point at t in [0, 1] of a cubic curve. */
export function cubicAt([p0, p1, p2, p3]: Cubic, t: number): Vec {
  const mix = (a: number, b: number, c: number, d: number): number =>
    (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
  return { x: mix(p0.x, p1.x, p2.x, p3.x), y: mix(p0.y, p1.y, p2.y, p3.y) };
}

function between(from: Vec, to: Vec, t: number, across: Vec, rise: number): Vec {
  return shifted({ x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) }, across, rise);
}
