import type { AnimationFrame } from "./animation-frame.ts";

/** Encodes frames of one size as animated WebP. */
export async function encodeWebp(
  frames: AsyncIterable<AnimationFrame>,
  { loop, quality }: { readonly loop: number; readonly quality: number },
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const pictures: Uint8Array[] = [];
  const delay: number[] = [];
  let size = { width: 1, height: 1 };
  for await (const { image, milliseconds } of frames) {
    size = image;
    pictures.push(withoutAlpha(image.data));
    delay.push(milliseconds);
  }
  const { width, height } = size;
  const raw = { width, height: height * pictures.length, pageHeight: height, channels: 3 as const };
  const film = new Uint8Array(3 * width * raw.height);
  pictures.forEach((picture, k) => {
    film.set(picture, k * picture.length);
  });
  pictures.length = 0;
  const encoder = sharp(film, { raw, limitInputPixels: false }).webp({ quality, loop, delay });
  return new Uint8Array(await encoder.toBuffer());
}

async function loadSharp() {
  try {
    return (await import("sharp")).default;
  } catch (error) {
    throw new Error(
      'animate: format "webp" needs the package sharp, which is not installed here (npm install sharp); "gif" works without it',
      { cause: error },
    );
  }
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((3 * rgba.length) / 4);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return rgb;
}
