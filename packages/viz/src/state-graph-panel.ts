import { defaultStateNames, defaultTokenNames } from "./default-names.ts";
import type { Layer, Rect } from "./figure.ts";
import { hexToOklab } from "./oklab.ts";
import type { Panel } from "./panel.ts";
import { shortNumber } from "./short-number.ts";
import { stateColors } from "./state-colors.ts";
import { placeGraphNodes } from "./place-graph-nodes.ts";
import { collectEdges, strandBundle, type Bundle, type Edge, type GraphNode, type Strand } from "./graph-strands.ts";
import { direction, shifted, type Vec } from "./plane-vector.ts";
import { svgElement, svgNumber } from "./svg-element.ts";
import { svgText } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";
import type { Theme } from "./theme.ts";

/** A labelled graph of states: who can move where, and what is emitted on the way. */
export type StateGraph = {
  readonly title: string;
  readonly caption?: string;
  /** P(token, to | from), shape [token, from, to], 0 or more. */
  readonly labeledTransitions: Float64Array;
  readonly numTokens: number;
  readonly numStates: number;
  /** Default S₀, S₁, … */
  readonly stateNames?: readonly string[];
  /** Default A, B, … */
  readonly tokenNames?: readonly string[];
  /**
   * For animations: all stands where it would in a graph with every edge, and what is improbable fades, so that nothing jumps
   * as probabilities change. Default false: the layout suits this graph alone.
   */
  readonly steady?: boolean;
};

const keyHeight = 22;
const labelSize = 11;

/**
 * A panel with the graph of a labelled chain. Nodes have their state's colour and stand where their corner of the simplex is;
 * each edge is a bundle of strands, one a token in the token's colour, as wide and as strong as the square root of its
 * probability; the number is the edge's total. Numbers that would cover something are left out, as are those under .1 where
 * there are more than twelve edges. The key of tokens is left out where it would not fit. A `steady` panel draws graphs of the
 * same size alike, whatever their probabilities, for animations.
 *
 * @param graph Transitions and words.
 * @throws RangeError if a shape is wrong or a transition is negative or not finite.
 * @example
 * const labeledTransitions = Float64Array.of(0.5, 0, 0, 0, 0, 0.5, 1, 0); // golden mean
 * stateGraphPanel({ title: "Golden mean", labeledTransitions, numTokens: 2, numStates: 2 }).title; // => "Golden mean"
 */
export function stateGraphPanel(graph: StateGraph): Panel {
  const { title, caption, labeledTransitions, numTokens, numStates } = graph;
  const stateNames = graph.stateNames ?? defaultStateNames(numStates);
  const tokenNames = graph.tokenNames ?? defaultTokenNames(numTokens);
  if (!(numStates >= 1) || labeledTransitions.length !== numTokens * numStates * numStates) {
    throw new RangeError(
      `stateGraphPanel: labeledTransitions must have shape [${numTokens}, ${numStates}, ${numStates}], got ${labeledTransitions.length} values`,
    );
  }
  if (stateNames.length !== numStates || tokenNames.length !== numTokens) {
    throw new RangeError(
      `stateGraphPanel: names must fit ${numStates} states and ${numTokens} tokens, got ${stateNames.length} and ${tokenNames.length}`,
    );
  }
  const wrong = labeledTransitions.find((p) => !(p >= 0 && p < Infinity));
  if (wrong !== undefined) throw new RangeError(`stateGraphPanel: labeledTransitions must be 0 or more, got ${wrong}`);
  const steady = graph.steady ?? false;
  const edges = collectEdges(steady ? everyEdge(numTokens, numStates) : labeledTransitions, numTokens, numStates);
  const probabilityOf = (token: number, { from, to }: Edge): number =>
    labeledTransitions[(token * numStates + from) * numStates + to]!;
  const totalOf = (edge: Edge): number => edge.tokens.reduce((sum, { token }) => sum + probabilityOf(token, edge), 0);

  return {
    title,
    ...(caption === undefined ? {} : { caption }),
    aspect: numStates <= 2 ? 0.5 : 0.88,
    draw(rect: Rect, theme: Theme): Layer[] {
      const radius = Math.max(9, 0.062 * rect.width * Math.min(1, Math.sqrt(3.6 / numStates)));
      const key = tokenKey(tokenNames, stateColors(theme, numTokens), theme, rect);
      const room = { width: rect.width, height: rect.height - (key === "" ? 0 : keyHeight) };
      const nodes = placeGraphNodes(edges, numStates, radius, room);
      const bundles = edges.map((edge) => strandBundle(edge, nodes, radius));
      const colors = stateColors(theme, numTokens);
      const labels = placeLabels(bundles, nodes, radius, rect, steady ? () => widestProbability : shortProbability);
      const svg = [
        ...bundles.flatMap(({ edge, strands }) =>
          strands.map(({ token, curve }) => strandMarkup(curve, probabilityOf(token, edge), colors[token]!, steady)),
        ),
        ...nodes.map((node, k) => nodeMarkup(node, stateNames[k]!, stateColors(theme, numStates)[k]!, radius, theme)),
        ...labels.map(({ x, y, edge }) => labelMarkup(x, y, totalOf(edge), edges.length, theme, steady)),
        key,
      ].join("");
      return [{ kind: "vector", rect, svg }];
    },
  };
}

/**
 * Every edge there could be, as transitions of shape [token, from, to]. Their sizes only order the strands of a loop: a state's
 * own token lies outermost, the next ones follow round.
 */
function everyEdge(numTokens: number, numStates: number): Float64Array {
  return Float64Array.from({ length: numTokens * numStates * numStates }, (_, k) => {
    const token = Math.floor(k / (numStates * numStates));
    const from = Math.floor(k / numStates) % numStates;
    return 1 - ((((token - from) % numTokens) + numTokens) % numTokens) / (2 * numTokens);
  });
}

/** Where numbers can stand, for the edges that find room. */
function placeLabels(
  bundles: readonly Bundle[],
  nodes: readonly GraphNode[],
  radius: number,
  room: Rect,
  textOf: (total: number) => string,
): (Vec & { edge: Edge })[] {
  const placed: (Vec & { edge: Edge; width: number })[] = [];
  const isFree = ({ x, y }: Vec, width: number): boolean =>
    x - width / 2 >= 0 &&
    x + width / 2 <= room.width &&
    nodes.every((node) => Math.hypot(node.x - x, node.y - y) > radius + 0.5 * width) &&
    placed.every((other) => Math.abs(other.x - x) > (other.width + width) / 2 + 3 || Math.abs(other.y - y) > 13);
  const printed = bundles.filter(({ edge }) => edge.total >= leastPrinted(bundles.length));
  const byTotal = printed.toSorted((a, b) => Number(isLoop(b)) - Number(isLoop(a)) || b.edge.total - a.edge.total);
  for (const { edge, labelAt } of byTotal) {
    const width = textWidth(textOf(edge.total), labelSize);
    const spot = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].map(labelAt).find((point) => isFree(point, width));
    if (spot !== undefined) placed.push({ ...spot, edge, width });
  }
  return placed;
}

/** In a crowded graph only the larger numbers are printed. */
function leastPrinted(numEdges: number): number {
  return numEdges > 12 ? 0.1 : 0;
}

/** An edge's number; in a steady graph it fades in as it grows to what is printed, and a little beyond. */
function labelMarkup(x: number, y: number, total: number, numEdges: number, theme: Theme, steady: boolean): string {
  const style = { size: labelSize, fill: theme.muted, anchor: "middle", halo: theme.background } as const;
  const opacity = steady ? ramp(total - leastPrinted(numEdges), 0.01) : 1;
  if (opacity === 0) return "";
  const text = svgText(x, y, shortProbability(total), style);
  return opacity === 1 ? text : svgElement("g", { opacity }, text);
}

/** 0 up to 0, 1 from `full` on. */
function ramp(value: number, full: number): number {
  return Math.min(1, Math.max(0, value / full));
}

function isLoop({ edge }: Bundle): boolean {
  return edge.from === edge.to;
}

const widestProbability = ".00";

/** Two decimals without the leading zero, as in ".05". */
function shortProbability(probability: number): string {
  if (probability < 0.005) return "<.01";
  return shortNumber(probability).replace(/\.00$/, "");
}

function strandMarkup(
  [start, c1, c2, end]: Strand["curve"],
  probability: number,
  color: string,
  steady: boolean,
): string {
  if (probability === 0) return "";
  const root = Math.sqrt(probability);
  const width = 0.7 + 2.9 * root;
  const size = 3.6 + 2.6 * root;
  const tangent = direction(c2, end);
  const neck = { x: end.x - size * tangent.x, y: end.y - size * tangent.y };
  const across = { x: -tangent.y, y: tangent.x };
  const wing = (side: number): Vec => shifted(neck, across, side * 0.52 * size);
  return svgElement(
    "g",
    { opacity: (0.3 + 0.7 * root) * (steady ? ramp(probability, 0.003) : 1) },
    svgElement("path", {
      d: `M${at(start)}C${at(c1)} ${at(c2)} ${at(neck)}`,
      fill: "none",
      stroke: color,
      "stroke-width": width,
    }),
    svgElement("path", { d: `M${at(end)}L${at(wing(1))}L${at(wing(-1))}Z`, fill: color }),
  );
}

function nodeMarkup(node: Vec, name: string, color: string, radius: number, theme: Theme): string {
  const size = Math.max(7, Math.min(0.82 * radius, (1.7 * radius) / textWidth(name, 1)));
  const ink = hexToOklab(color)[0] > 0.62 ? "#0b0e14" : "#ffffff";
  return (
    svgElement("circle", {
      cx: node.x,
      cy: node.y,
      r: radius,
      fill: color,
      stroke: theme.background,
      "stroke-width": 2,
    }) + svgText(node.x, node.y, name, { size, fill: ink, weight: 600, anchor: "middle" })
  );
}

/** Which colour is which token: one line below the graph, left out for a single token or where it does not fit. */
function tokenKey(names: readonly string[], colors: readonly string[], theme: Theme, { width, height }: Rect): string {
  const swatch = 14;
  const widths = names.map((name) => swatch + 5 + textWidth(name, labelSize) + 14);
  const total = widths.reduce((sum, part) => sum + part, 0) - 14;
  if (names.length < 2 || total > width) return "";
  let x = (width - total) / 2;
  return names
    .map((name, k) => {
      const start = x;
      x += widths[k]!;
      const line = {
        x1: start,
        y1: height - 6,
        x2: start + swatch,
        y2: height - 6,
        stroke: colors[k],
        "stroke-width": 3,
      };
      return (
        svgElement("line", { ...line, "stroke-linecap": "round" }) +
        svgText(start + swatch + 6, height - 6, name, { size: labelSize, fill: theme.muted })
      );
    })
    .join("");
}

function at({ x, y }: Vec): string {
  return `${svgNumber(x)} ${svgNumber(y)}`;
}
