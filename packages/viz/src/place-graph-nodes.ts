import { cubicAt, loopBundle, type Edge, type GraphNode } from "./graph-strands.ts";
import { direction, type Vec } from "./plane-vector.ts";
import { stateGraphLayout } from "./state-graph-layout.ts";

/** Scales the layout so that nodes, loops and their labels just fit. */
export function placeGraphNodes(
  edges: readonly Edge[],
  numStates: number,
  radius: number,
  room: { readonly width: number; readonly height: number },
): GraphNode[] {
  const flow = new Float64Array(numStates * numStates);
  for (const { from, to, total } of edges) flow[from * numStates + to] = total;
  const layout = stateGraphLayout(flow, numStates);
  const center = { x: mean(layout.map(({ x }) => x)), y: mean(layout.map(({ y }) => y)) };
  const nodes = layout.map((point) => ({ ...point, outward: direction(center, point) }));
  const extents = nodes.map((node, k) => {
    const loop = edges.find(({ from, to }) => from === k && to === k);
    return nodeExtent(loop, { x: 0, y: 0, outward: node.outward }, radius);
  });
  const x = fitAxis(
    nodes.map((node) => node.x),
    extents.map(({ x }) => x),
    room.width,
  );
  const y = fitAxis(
    nodes.map((node) => node.y),
    extents.map(({ y }) => y),
    room.height,
  );
  const scale = Math.min(x.scale, y.scale);
  return nodes.map((node) => ({ x: x.place(node.x, scale), y: y.place(node.y, scale), outward: node.outward }));
}

type Span = readonly [low: number, high: number];

/** What a node and its loop take up around its centre. */
function nodeExtent(loop: Edge | undefined, node: GraphNode, radius: number): { x: Span; y: Span } {
  const points: Vec[] = [
    { x: -radius, y: -radius },
    { x: radius, y: radius },
  ];
  if (loop !== undefined) {
    const { strands, labelAt } = loopBundle(loop, node, radius);
    for (const { curve } of strands) for (let t = 0; t <= 1; t += 0.125) points.push(cubicAt(curve, t));
    const label = labelAt(0.5);
    points.push({ x: label.x - 12, y: label.y - 7 }, { x: label.x + 12, y: label.y + 7 });
  }
  const span = (values: number[]): Span => [Math.min(...values), Math.max(...values)];
  return { x: span(points.map((point) => point.x)), y: span(points.map((point) => point.y)) };
}

/** The largest scale at which all spans around scaled positions fit into a length, and the offset that centres them. */
function fitAxis(positions: readonly number[], spans: readonly Span[], length: number) {
  let scale = Infinity;
  positions.forEach((a, i) => {
    positions.forEach((b, j) => {
      if (a > b + 1e-9) scale = Math.min(scale, (length - spans[i]![1] + spans[j]![0]) / (a - b));
    });
  });
  return {
    scale,
    place(position: number, common: number): number {
      const used = Number.isFinite(common) ? common : 0;
      const low = Math.min(...positions.map((p, k) => used * p + spans[k]![0]));
      const high = Math.max(...positions.map((p, k) => used * p + spans[k]![1]));
      return used * position + (length - low - high) / 2;
    },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
