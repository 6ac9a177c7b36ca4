import type { AnimationFrame } from "./animation-frame.ts";
import { encodeGif } from "./encode-gif.ts";
import { encodeWebp } from "./encode-webp.ts";

/** Kinds of file that `animate` makes. */
export type AnimationFormat = "webp" | "gif";

/**
 * Encodes frames as one animated picture. Frames are taken one by one, so that they may be drawn as they are asked for.
 *
 *   webp: small, all colours; encoded by the package sharp, which must be installed. Equal neighbours become one frame.
 *   gif:  plain JavaScript, at most 255 colours a frame, several times as large; delays are rounded to 10 ms.
 *
 * @param frames At least one.
 * @param options.loop How often it plays; 0, the default, is for ever.
 * @param options.quality Of WebP, in [1, 100]; default 40, at which points of light on flat ground still look clean.
 * @returns The bytes of the file.
 * @throws RangeError if there is no frame, sizes differ, or a number is out of range; Error if WebP is asked for without sharp.
 * @example
 * const image = { width: 1, height: 1, data: Uint8ClampedArray.of(255, 0, 0, 255) };
 * const bytes = await animate([{ image, milliseconds: 50 }], { format: "gif" });
 * new TextDecoder().decode(bytes.slice(0, 6)); // => "GIF89a"
 * @see https://developers.google.com/speed/webp/docs/riff_container; https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export async function animate(
  frames: Iterable<AnimationFrame> | AsyncIterable<AnimationFrame>,
  options: { readonly format: AnimationFormat; readonly loop?: number; readonly quality?: number },
): Promise<Uint8Array> {
  const { format, loop = 0, quality = 40 } = options;
  if (!Number.isInteger(loop) || loop < 0 || loop > 0xffff) {
    throw new RangeError(`animate: loop must be an integer in [0, 65535], got ${loop}`);
  }
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
    throw new RangeError(`animate: quality must be an integer in [1, 100], got ${quality}`);
  }
  switch (format) {
    case "webp":
      return encodeWebp(checked(frames), { loop, quality });
    case "gif":
      return encodeGif(checked(frames), { loop });
    default:
      throw new RangeError(`animate: format must be "webp" or "gif", got ${JSON.stringify(format)}`);
  }
}

async function* checked(
  frames: Iterable<AnimationFrame> | AsyncIterable<AnimationFrame>,
): AsyncGenerator<AnimationFrame> {
  let first: AnimationFrame["image"] | undefined;
  for await (const frame of frames) {
    const { width, height, data } = frame.image;
    first ??= frame.image;
    if (width !== first.width || height !== first.height || data.length !== 4 * width * height) {
      throw new RangeError(
        `animate: frames must all be ${first.width} x ${first.height} RGBA, got ${width} x ${height} with ${data.length} bytes`,
      );
    }
    if (!Number.isInteger(frame.milliseconds) || frame.milliseconds < 1) {
      throw new RangeError(`animate: milliseconds must be a positive integer, got ${frame.milliseconds}`);
    }
    yield frame;
  }
  if (first === undefined) throw new RangeError("animate: frames must not be empty, got none");
}
