import { defaultStateNames, defaultTokenNames } from "./default-names.ts";
import type { Layer, Rect } from "./figure.ts";
import { hexToOklab } from "./oklab.ts";
import type { Panel } from "./panel.ts";
import { shortNumber } from "./short-number.ts";
import { stateColors } from "./state-colors.ts";
import { placeGraphNodes } from "./place-graph-nodes.ts";
import { collectEdges, strandBundle, type Bundle, type GraphNode, type Strand } from "./graph-strands.ts";
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
};

const keyHeight = 22;
const labelSize = 11;

/**
 * A panel with the graph of a labelled chain. Nodes have their state's colour and stand where their corner of the simplex is;
 * each edge is a bundle of strands, one a token in the token's colour, as wide and as strong as the square root of its
 * probability; the number is the edge's total. Numbers that would cover something are left out, as are those under .1 where
 * there are more than twelve edges. The key of tokens is left out where it would not fit.
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
  const edges = collectEdges(labeledTransitions, numTokens, numStates);

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
      const svg = [
        ...bundles.flatMap(({ strands }) => strands.map((strand) => strandMarkup(strand, colors[strand.token]!))),
        ...nodes.map((node, k) => nodeMarkup(node, stateNames[k]!, stateColors(theme, numStates)[k]!, radius, theme)),
        ...placeLabels(bundles, nodes, radius, rect).map(({ x, y, text }) =>
          svgText(x, y, text, { size: labelSize, fill: theme.muted, anchor: "middle", halo: theme.background }),
        ),
        key,
      ].join("");
      return [{ kind: "vector", rect, svg }];
    },
  };
}

function placeLabels(
  bundles: readonly Bundle[],
  nodes: readonly GraphNode[],
  radius: number,
  room: Rect,
): (Vec & { text: string })[] {
  const placed: (Vec & { text: string; width: number })[] = [];
  const isFree = ({ x, y }: Vec, width: number): boolean =>
    x - width / 2 >= 0 &&
    x + width / 2 <= room.width &&
    nodes.every((node) => Math.hypot(node.x - x, node.y - y) > radius + 0.5 * width) &&
    placed.every((other) => Math.abs(other.x - x) > (other.width + width) / 2 + 3 || Math.abs(other.y - y) > 13);
  const least = bundles.length > 12 ? 0.1 : 0;
  const printed = bundles.filter(({ edge }) => edge.total >= least);
  const byTotal = printed.toSorted((a, b) => Number(isLoop(b)) - Number(isLoop(a)) || b.edge.total - a.edge.total);
  for (const { edge, labelAt } of byTotal) {
    const text = shortProbability(edge.total);
    const width = textWidth(text, labelSize);
    const spot = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].map(labelAt).find((point) => isFree(point, width));
    if (spot !== undefined) placed.push({ ...spot, text, width });
  }
  return placed;
}

function isLoop({ edge }: Bundle): boolean {
  return edge.from === edge.to;
}

/** Two decimals without the leading zero, as in ".05". */
function shortProbability(probability: number): string {
  if (probability < 0.005) return "<.01";
  return shortNumber(probability).replace(/\.00$/, "");
}

function strandMarkup({ curve: [start, c1, c2, end], probability }: Strand, color: string): string {
  const root = Math.sqrt(probability);
  const width = 0.7 + 2.9 * root;
  const size = 3.6 + 2.6 * root;
  const tangent = direction(c2, end);
  const neck = { x: end.x - size * tangent.x, y: end.y - size * tangent.y };
  const across = { x: -tangent.y, y: tangent.x };
  const wing = (side: number): Vec => shifted(neck, across, side * 0.52 * size);
  return svgElement(
    "g",
    { opacity: 0.3 + 0.7 * root },
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
