import type { Hmm } from "@beliefscope/hmm-core";
import type { Report } from "@beliefscope/studies";
import { terminalPicture, themes } from "@beliefscope/viz";
import { beliefPanels, networkTitle } from "./belief-panels.ts";

/** The beliefs read from the network, in half blocks or (without colour) in braille. */
export function thumbnail(
  report: Report,
  hmm: Hmm,
  terminal: { readonly columns: number; readonly colour: boolean },
): string {
  const columns = Math.min(56, terminal.columns - 2);
  const network = beliefPanels(report, hmm).panels.find(({ title }) => title === networkTitle)!;
  const layers = network.draw({ x: 0, y: 0, width: 320, height: Math.round(320 * network.aspect) }, themes.dark);
  const cloud = layers.find((layer) => layer.kind === "raster")!;
  const mode = terminal.colour ? "halfBlock" : "braille";
  return `\n${terminalPicture(cloud.image, { columns, mode, color: terminal.colour })}\n`;
}
