/** Seeded randomness that splits into independent streams, bit-identical on every platform. */

export { createRandom, type Random } from "./create-random.ts";
export { nextXoshiro128 } from "./xoshiro.ts";
