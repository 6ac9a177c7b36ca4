import sharp from "sharp";
import { afterEach, describe, expect, it, vi } from "vitest";
import { animate } from "./animate.ts";
import type { AnimationFrame } from "./animation-frame.ts";

/** A square that wanders over ground, in a colour of its own. */
function frameOf(k: number, milliseconds: number, width = 64, height = 32): AnimationFrame {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const inside = Math.floor((pixel % width) / 16) === k && Math.floor(pixel / width) < 16;
    data.set(inside ? [250, 60 * k, 120, 255] : [11, 14, 20, 255], 4 * pixel);
  }
  return { image: { width, height, data }, milliseconds };
}
const frames = [frameOf(0, 900), frameOf(1, 60), frameOf(2, 60), frameOf(3, 120)];

/** The file as another library shows it, page by page. */
async function pagesOf(bytes: Uint8Array): Promise<{ delay: number[]; loop: number; pages: Buffer[] }> {
  const { pages = 1, delay = [], loop = -1 } = await sharp(bytes, { animated: true }).metadata();
  const read = (page: number): Promise<Buffer> => sharp(bytes, { page }).removeAlpha().raw().toBuffer();
  return { delay, loop, pages: await Promise.all(Array.from({ length: pages }, (_, page) => read(page))) };
}

describe("animate(frames, { format })", () => {
  it.each([
    ["webp", 5],
    ["gif", 2],
  ] as const)("%s: shows each frame, in order, as long as asked, for ever", async (format, tolerance) => {
    const bytes = await animate(frames, { format, ...(format === "webp" && { quality: 90 }) });
    const { delay, loop, pages } = await pagesOf(bytes);
    expect([delay, loop]).toEqual([[900, 60, 60, 120], 0]);
    pages.forEach((page, k) => {
      const { data, width, height } = frames[k]!.image;
      expect(page).toHaveLength(3 * width * height);
      let difference = 0; // WebP blurs colours at edges, so not the largest one
      for (let k = 0; k < page.length; k++) difference += Math.abs(page[k]! - data[4 * Math.floor(k / 3) + (k % 3)]!);
      expect(difference / page.length).toBeLessThan(tolerance);
    });
  });

  it("gif: the header holds the size and the block that makes it loop; a file that plays once has none", async () => {
    const forever = Buffer.from(await animate(frames, { format: "gif" }));
    expect(forever.subarray(0, 6).toString("latin1")).toBe("GIF89a");
    expect([forever.readUInt16LE(6), forever.readUInt16LE(8)]).toEqual([64, 32]);
    expect(forever.includes("NETSCAPE2.0")).toBe(true);
    const once = Buffer.from(await animate(frames, { format: "gif", loop: 1 }));
    expect(once.includes("NETSCAPE2.0")).toBe(false);
  });

  it("webp: the canvas chunk holds the size, the animation chunk the number of plays", async () => {
    const bytes = Buffer.from(await animate(frames, { format: "webp", loop: 3 }));
    expect(bytes.toString("latin1", 0, 4) + bytes.toString("latin1", 8, 16)).toBe("RIFFWEBPVP8X");
    expect([bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1]).toEqual([64, 32]);
    expect(bytes.readUInt16LE(bytes.indexOf("ANIM") + 12)).toBe(3);
  });

  it("draws each frame as it is asked for, and gives the same bytes again", async () => {
    async function* drawn(): AsyncGenerator<AnimationFrame> {
      for (const frame of frames) yield await Promise.resolve(frame);
    }
    for (const format of ["webp", "gif"] as const) {
      expect(await animate(drawn(), { format })).toEqual(await animate(frames, { format }));
    }
  });

  it("refuses no frames, other sizes, and numbers out of range", async () => {
    const gif = { format: "gif" } as const;
    await expect(animate([], gif)).rejects.toThrow("animate: frames must not be empty, got none");
    await expect(animate([frames[0]!, frameOf(1, 60, 32, 32)], gif)).rejects.toThrow(
      "animate: frames must all be 64 x 32 RGBA, got 32 x 32 with 4096 bytes",
    );
    await expect(animate([frameOf(0, 0)], gif)).rejects.toThrow("milliseconds must be a positive integer, got 0");
    await expect(animate(frames, { ...gif, loop: -1 })).rejects.toThrow(
      "loop must be an integer in [0, 65535], got -1",
    );
    await expect(animate(frames, { format: "webp", quality: 0 })).rejects.toThrow(
      "quality must be an integer in [1, 100]",
    );
    await expect(animate(frames, { format: "png" as "gif" })).rejects.toThrow(
      'format must be "webp" or "gif", got "png"',
    );
  });

  it("says what to do where sharp is not installed", async () => {
    vi.doMock("sharp", () => {
      throw new Error("Cannot find package");
    });
    await expect(animate(frames, { format: "webp" })).rejects.toThrow(
      'animate: format "webp" needs the package sharp, which is not installed here (npm install sharp); "gif" works',
    );
    expect((await animate(frames, { format: "gif" })).length).toBeGreaterThan(100);
  });
});

afterEach(() => vi.doUnmock("sharp"));
