import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { defineProcess } from "./define-process.ts";
import { type Edge, fromEdges } from "./matrices.ts";

const days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const [tomorrow, yesterday, weekend, weekday] = [7, 8, 9, 10] as const;

export const daysOfWeekProcess = defineProcess({
  id: "days_of_week",
  title: "Days of the week",
  description: "Walks over the week, told by name, by Tmrw and Yest, or vaguely by Wknd and Wkdy.",
  convention: "labeled",
  tokens: "Mo ... Su, Tmrw, Yest, Wknd, Wkdy",
  source: "a library of computational mechanics examples",
  parameters: {},
  build: () => {
    const edges = days.flatMap((_, today): Edge[] => {
      const next = (today + 1) % 7;
      return [
        ...days.map((_day, day): Edge => [today, day, (day === next ? 5 : 1) / 15, day]),
        [today, tomorrow, 1 / 15, next],
        [today, yesterday, 1 / 15, (today + 6) % 7],
        ...[5, 6].map((day): Edge => [today, weekend, 1 / 30, day]),
        ...[0, 1, 2, 3, 4].map((day): Edge => [today, weekday, 1 / 75, day]),
      ];
    });
    return createHmm({
      name: "days_of_week",
      tokenNames: [...days, "Tmrw", "Yest", "Wknd", "Wkdy"],
      stateNames: days,
      labeledTransitions: fromEdges(11, 7, edges),
    });
  },
});

/**
 * Walks over the week. From day i, in fifteenths: to day d by its name 1 (5 if d is the next), to i+1 by Tmrw 1, to i-1
 * by Yest 1, to Sa or Su by Wknd 1/2 each, to Mo ... Fr by Wkdy 1/5 each.
 *
 * @example
 * daysOfWeek().numTokens; // => 11
 */
export function daysOfWeek(): Hmm {
  return daysOfWeekProcess.create();
}
