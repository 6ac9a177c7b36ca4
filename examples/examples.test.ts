import { readdirSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));

afterEach(() => {
  vi.restoreAllMocks();
});

describe("examples", () => {
  it.each(files)("%s runs and prints its result", async (file) => {
    const log = vi.spyOn(console, "log").mockReturnValue(undefined);
    await import(`./${file}`);
    expect(log).toHaveBeenCalled();
  });
});
