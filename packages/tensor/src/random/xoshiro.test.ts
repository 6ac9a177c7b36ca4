import { describe, expect, it } from "vitest";
import { nextXoshiro128 } from "./xoshiro.ts";

describe("nextXoshiro128(state)", () => {
  it("gives the known answers for the seed 1, 2, 3, 4 (test vector of the rand_xoshiro crate)", () => {
    const state = Uint32Array.of(1, 2, 3, 4);
    expect(Array.from({ length: 10 }, () => nextXoshiro128(state))).toEqual([
      641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011, 621204420,
    ]);
  });

  it("equals its definition in exact integer arithmetic", () => {
    const seed = [0xdeadbeef, 0x80000000, 0xffffffff, 7] as const;
    const state = Uint32Array.of(...seed);
    const wrap = (x: bigint): bigint => x & 0xffffffffn;
    const rotate = (x: bigint, by: bigint): bigint => wrap(x << by) | (x >> (32n - by));
    let [a, b, c, d] = seed.map(BigInt) as [bigint, bigint, bigint, bigint];
    for (let i = 0; i < 1000; i++) {
      expect(nextXoshiro128(state)).toBe(Number(wrap(rotate(wrap(a + d), 7n) + a)));
      const shifted = wrap(b << 9n);
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotate(d, 11n);
    }
  });
});
