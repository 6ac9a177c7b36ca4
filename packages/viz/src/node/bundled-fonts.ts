/** The font files that come with this package, the same place from src and from dist. */
export const bundledFonts = [
  { weight: 400, url: new URL("../../fonts/Inter-Regular.otf", import.meta.url) },
  { weight: 600, url: new URL("../../fonts/Inter-SemiBold.otf", import.meta.url) },
] as const;
