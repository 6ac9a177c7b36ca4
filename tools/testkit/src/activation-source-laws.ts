import { describe, expect, it } from "vitest";
import "./to-be-close-to-array.ts";

type Tensor<D> = { readonly shape: readonly number[]; readonly data: D };

/** The part of an activation source that the laws are about. */
export type TestedSource = {
  readonly hookNames: readonly string[];
  run(
    tokens: Tensor<Int32Array>,
    capture: readonly string[],
  ): Promise<{
    readonly logits: Tensor<Float32Array>;
    readonly hooks: ReadonlyMap<string, Tensor<Float32Array>>;
  }>;
};

/**
 * What holds of every activation source, as tests: it shows what is asked for in the shapes that the names promise, a position
 * knows the tokens up to there and those of its own sequence only, and what is wrong is named.
 *
 * @param options.length The longest sequences that the source reads, at least 2; of all tokens, all of which must be possible.
 */
export function activationSourceLaws(
  name: string,
  source: TestedSource,
  { numTokens, length }: { readonly numTokens: number; readonly length: number },
): void {
  const batch = 4;
  const tokens = {
    shape: [batch, length],
    data: Int32Array.from({ length: batch * length }, (_, i) => (i * i + Math.floor(i / 3)) % numTokens),
  };
  /** Entries [batch] × [position] × rest; of a pattern, rows up to the diagonal. */
  const rowOf = ({ shape, data }: Tensor<Float32Array>, b: number, t: number): number[] => {
    const width = data.length / (shape[0]! * shape[1]!);
    return Array.from(data.subarray((b * shape[1]! + t) * width, (b * shape[1]! + t + 1) * width));
  };
  const isStream = (hook: string): boolean => !hook.endsWith("hook_pattern");

  describe(`${name} as an activation source`, () => {
    it("shows logits and hooks in their shapes, and only what is asked for", async () => {
      const before = tokens.data.slice();
      const { logits, hooks } = await source.run(tokens, source.hookNames);
      expect([...hooks.keys()].sort()).toEqual([...new Set(source.hookNames)].sort());
      expect(logits.shape.slice(0, 2)).toEqual([batch, length]);
      expect(logits.shape[2]).toBeGreaterThanOrEqual(numTokens);
      for (const [hook, { shape, data }] of [["logits", logits] as const, ...hooks]) {
        expect(data, hook).toBeInstanceOf(Float32Array);
        expect(data.length, hook).toBe(shape.reduce((a, b) => a * b, 1));
        expect(data.some(Number.isNaN), hook).toBe(false);
        if (isStream(hook)) expect([shape.length, ...shape.slice(0, 2)], hook).toEqual([3, batch, length]);
        else expect([shape.length, shape[0], ...shape.slice(2)], hook).toEqual([4, batch, length, length]);
      }
      expect(tokens.data).toEqual(before);
      const without = await source.run(tokens, []);
      expect(without.hooks.size).toBe(0);
      expect(without.logits.data).toEqual(logits.data);
    });

    it("knows of a position the tokens up to there, and of a sequence its own", async () => {
      const whole = await source.run(tokens, source.hookNames);
      for (let b = 0; b < batch; b++) {
        const read = length - 1;
        const prefix = { shape: [1, read], data: tokens.data.slice(b * length, b * length + read) };
        const part = await source.run(prefix, source.hookNames);
        for (let t = 0; t < read; t++) {
          const own = rowOf(whole.logits, b, t);
          expect(rowOf(part.logits, 0, t)).toBeCloseToArray(own, { atol: 1e-5, rtol: 1e-5 });
          for (const hook of source.hookNames.filter(isStream)) {
            const expected = rowOf(whole.hooks.get(hook)!, b, t);
            expect(rowOf(part.hooks.get(hook)!, 0, t), hook).toBeCloseToArray(expected, { atol: 1e-5, rtol: 1e-5 });
          }
        }
      }
    });

    it("rejects hooks and tokens that do not exist", async () => {
      await expect(source.run(tokens, ["no.such_hook"])).rejects.toThrow(RangeError);
      for (const token of [-1, numTokens]) {
        const wrong = { shape: [1, 2], data: Int32Array.of(0, token) };
        await expect(source.run(wrong, [])).rejects.toThrow(RangeError);
      }
    });
  });
}
