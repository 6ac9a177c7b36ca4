import { describe, expect, it } from "vitest";
import { portableLog } from "./portable-log.ts";

describe("portableLog(x)", () => {
  it("agrees with the platform's logarithm to 2e-16 of max(1, |log x|)", () => {
    for (let i = 1; i <= 5000; i++) {
      for (const x of [i / 5000, 2 ** (-i / 20), i * i]) {
        expect(Math.abs(portableLog(x) - Math.log(x))).toBeLessThanOrEqual(
          2.3e-16 * Math.max(1, Math.abs(Math.log(x))),
        );
      }
    }
  });

  it("is exactly 0 at 1 and odd under inversion of powers of two", () => {
    expect(portableLog(1)).toBe(0);
    expect(portableLog(2 ** 40)).toBe(-portableLog(2 ** -40));
  });
});
