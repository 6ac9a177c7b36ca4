import * as gifencModule from "gifenc";
import type { Rgba } from "../figure.ts";
import type { AnimationFrame } from "./animation-frame.ts";

// A CommonJS module: Node has its names under `default`, bundlers have them beside it.
const names: Partial<gifencModule.Gifenc> & { readonly default: gifencModule.Gifenc } = gifencModule;
const { GIFEncoder, quantize, applyPalette } = names.GIFEncoder ? (names as gifencModule.Gifenc) : names.default;

/** One of the 256 colours means "as in the frame before". */
const unchanged = 255;

/**
 * Encodes frames of one size as animated GIF: a palette for each frame; pixels that did not change are left as they are, which
 * keeps flat ground from flickering and the file smaller.
 */
export async function encodeGif(
  frames: AsyncIterable<AnimationFrame>,
  { loop }: { readonly loop: number },
): Promise<Uint8Array> {
  const gif = GIFEncoder();
  const repeat = loop === 0 ? 0 : loop === 1 ? -1 : loop - 1; // GIF counts the repetitions, and -1 writes none
  let before: Rgba | undefined;
  for await (const { image, milliseconds } of frames) {
    const { width, height, data } = image;
    const palette = quantize(data, unchanged);
    const index = applyPalette(data, palette);
    while (palette.length <= unchanged) palette.push([0, 0, 0]);
    if (before !== undefined) markUnchanged(index, words(image), words(before));
    gif.writeFrame(index, width, height, {
      palette,
      delay: milliseconds,
      repeat,
      ...(before !== undefined && { transparent: true, transparentIndex: unchanged }),
      dispose: 1,
    });
    before = image;
  }
  gif.finish();
  return gif.bytes();
}

function markUnchanged(index: Uint8Array, now: Uint32Array, before: Uint32Array): void {
  for (let pixel = 0; pixel < index.length; pixel++) {
    if (now[pixel] === before[pixel]) index[pixel] = unchanged;
  }
}

/** The four bytes of each pixel as one number. */
function words({ data }: Rgba): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}
