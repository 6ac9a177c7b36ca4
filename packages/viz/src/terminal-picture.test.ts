import { describe, expect, it } from "vitest";
import { terminalPicture } from "./terminal-picture.ts";

/** A dark picture with a filled rectangle in it. */
function pictureWith(color: readonly number[], left: number, top: number, right: number, bottom: number) {
  const [width, height] = [60, 40];
  const data = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const inside = x >= left && x < right && y >= top && y < bottom;
    data.set(inside ? [...color, 255] : [11, 14, 20, 255], 4 * pixel);
  }
  return { width, height, data };
}

describe("terminalPicture(image, style)", () => {
  it.each(["halfBlock", "braille"] as const)("crops to what stands out and fills it, as %s", (mode) => {
    const text = terminalPicture(pictureWith([255, 80, 80], 10, 5, 50, 25), { columns: 20, mode, color: false });
    const lines = text.split("\n");
    expect(lines.map((line) => line.length)).toEqual(new Array(5).fill(20)); // 40 x 20 pixels, characters twice as high
    expect(new Set(text.replaceAll("\n", ""))).toEqual(new Set([mode === "halfBlock" ? "█" : "⣿"]));
  });

  it("enlarges a picture smaller than the line", () => {
    const text = terminalPicture(pictureWith([255, 255, 255], 1, 1, 5, 5), {
      columns: 16,
      mode: "halfBlock",
      color: false,
    });
    expect(text.split("\n")).toEqual(new Array(8).fill("█".repeat(16)));
  });

  it("keeps a line one pixel thin visible", () => {
    const { data, ...size } = pictureWith([0, 0, 0], 0, 0, 0, 0);
    for (let k = 2; k < 38; k++) data.set([255, 255, 255, 255], 4 * (k * 60 + k));
    const text = terminalPicture({ ...size, data }, { columns: 12, mode: "halfBlock", color: false });
    expect(text.split("\n").every((line) => line.trim() !== "")).toBe(true);
  });

  it("writes colour as 24-bit codes and resets at the end of each line, or no code at all", () => {
    const image = pictureWith([200, 80, 80], 10, 5, 50, 25);
    const colored = terminalPicture(image, { columns: 20, mode: "halfBlock", color: true });
    expect(colored.split("\n")[0]).toBe(`\x1b[0m\x1b[38;2;200;80;80m${"█".repeat(20)}\x1b[0m`);
    expect(terminalPicture(image, { columns: 20, mode: "braille", color: false }).includes("\x1b")).toBe(false);
  });

  it("is empty where nothing stands out, and refuses no columns", () => {
    const blank = pictureWith([0, 0, 0], 0, 0, 0, 0);
    expect(terminalPicture(blank, { columns: 20, mode: "halfBlock", color: true })).toBe("");
    expect(() => terminalPicture(blank, { columns: 0, mode: "halfBlock", color: true })).toThrow(
      "columns must be a positive",
    );
  });
});
