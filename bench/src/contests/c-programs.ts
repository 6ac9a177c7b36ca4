import type { Contestant, Goal } from "../contest.ts";

/** A program of `c/` twice: plain -O3, which the goal is about, and for this very processor. */
export function cPrograms(name: string, goal: Goal): Contestant[] {
  return [
    { name: "C, gcc -O3", program: { language: "c", name, flags: ["-O3"] }, goal },
    { name: "C, gcc -O3 -march=native", program: { language: "c", name, flags: ["-O3", "-march=native"] } },
  ];
}
