/** What all figures of one look share. Plain data: spread one to change it. */
export type Theme = {
  readonly name: string;
  /** Dense points lift to white on a dark ground ("glow") or deepen on paper ("ink"). */
  readonly finish: "glow" | "ink";
  readonly background: string;
  /** Titles and values. */
  readonly text: string;
  /** Captions, ticks and names; still 4.5:1 or better against the background. */
  readonly muted: string;
  /** Outlines, axes, grid. */
  readonly line: string;
  /** Colours of states and tokens 0, 1, 2, …; more are made by `stateColors`. Fills, not text. */
  readonly states: readonly string[];
};

const dark: Theme = {
  name: "dark",
  finish: "glow",
  background: "#0b0e14",
  text: "#f2f4f8",
  muted: "#98a0ad",
  line: "#5b6472",
  states: ["#ff5d8f", "#ffd166", "#4cc9f0", "#7bdc86", "#b197fc", "#ff9a5c", "#e4ddd0", "#5b86f7"],
};

const light: Theme = {
  name: "light",
  finish: "ink",
  background: "#fbfaf7",
  text: "#16181d",
  muted: "#5c626d",
  line: "#a3a8b1",
  states: ["#bc0f4a", "#8a7a10", "#0b51b5", "#18794a", "#7c3fc0", "#c2560c", "#4a4f59", "#0d8194"],
};

/**
 * The four looks. The first three colours of each keep apart in normal, deutan, protan and tritan vision alike: their least
 * OKLab distance is .149 in `dark`, .154 in `light` and above .2 in the colour-blind pair.
 *
 * @example
 * themes.dark.background; // => "#0b0e14"
 */
export const themes = {
  dark,
  light,
  darkColorBlind: {
    ...dark,
    name: "dark, colour-blind",
    states: ["#a3f69f", "#709cfb", "#be8b33", "#f3b9dd", "#e2e4e8", "#d9534f", "#51c7c2", "#f7ea6b"],
  },
  lightColorBlind: {
    ...light,
    name: "light, colour-blind",
    states: ["#898f2e", "#0b51b5", "#bc0f16", "#3a3d44", "#a65ea8", "#2b8c9e", "#c77a1b", "#59b37c"],
  },
} satisfies Record<string, Theme>;
