import type { PlanePoints } from "./project-points.ts";
import { svgElement } from "./svg-element.ts";
import { svgText } from "./svg-text.ts";
import type { Theme } from "./theme.ts";

/**
 * The simplex over its cloud: an edge between each two corners (none beyond eight states, where they hide the cloud), a ring in
 * the state's colour around each corner, and its name outside.
 *
 * @param corners In pixels of the picture, y downwards.
 * @param names One a corner.
 * @param colors One a corner.
 * @param theme For lines and text.
 */
export function simplexMarkup(
  corners: PlanePoints,
  names: readonly string[],
  colors: readonly string[],
  theme: Theme,
): string {
  const count = names.length;
  const center = { x: mean(corners.x), y: mean(corners.y) };
  const opacity = count <= 3 ? 0.75 : 0.4;
  const edges: string[] = [];
  for (let from = 0; from < count && count <= 8; from++) {
    for (let to = from + 1; to < count; to++) {
      edges.push(`M${point(corners, from)}L${point(corners, to)}`);
    }
  }
  const marks = cornerGroups(corners).map((group) => {
    const x = mean(group.map((k) => corners.x[k]!));
    const y = mean(group.map((k) => corners.y[k]!));
    const distance = Math.hypot(x - center.x, y - center.y);
    const away = distance < 1 ? { x: 0, y: -1 } : { x: (x - center.x) / distance, y: (y - center.y) / distance };
    const flat = Math.abs(away.x) > 0.9; // beside the corner the name might leave the picture: put it below
    const reach = 10 + 3 * group.length;
    const label = flat ? { x, y: y + reach + 3 } : { x: x + reach * away.x, y: y + (reach + 1) * away.y };
    const rings = group.map((k, place) =>
      svgElement("circle", { cx: x, cy: y, r: 4.5 + 3 * place, fill: "none", stroke: colors[k], "stroke-width": 2 }),
    );
    const name = group.map((k) => names[k]!).join(" ");
    return (
      rings.join("") +
      svgText(label.x, label.y, name, { size: 12, fill: theme.muted, anchor: "middle", halo: theme.background })
    );
  });
  const path = { d: edges.join(""), fill: "none", stroke: theme.line, "stroke-opacity": opacity };
  return (edges.length > 0 ? svgElement("path", path) : "") + marks.join("");
}

/** Corners that fall on one spot of a projection share it, ring within ring. */
function cornerGroups(corners: PlanePoints): number[][] {
  const groups: number[][] = [];
  corners.x.forEach((x, k) => {
    const group = groups.find(([first]) => Math.hypot(corners.x[first!]! - x, corners.y[first!]! - corners.y[k]!) < 9);
    if (group === undefined) groups.push([k]);
    else group.push(k);
  });
  return groups;
}

function point({ x, y }: PlanePoints, k: number): string {
  return `${x[k]!.toFixed(2)} ${y[k]!.toFixed(2)}`;
}

function mean(values: Iterable<number> & { readonly length: number }): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
