import { closestNames } from "@beliefscope/tensor/names";
import { checkKind } from "../check-kind.ts";
import type { Hmm } from "../hmm.ts";
import { blochWalkProcess } from "./bloch-walk.ts";
import { circle3Process, circleNProcess } from "./circle.ts";
import { coinProcess } from "./coin.ts";
import { daysOfWeekProcess } from "./days-of-week.ts";
import type { ProcessDefinition, ProcessParameters } from "./define-process.ts";
import { fanizzaProcess } from "./fanizza.ts";
import { cantorProcess, sierpinskiProcess } from "./fractal.ts";
import { markovProcess } from "./markov.ts";
import { matchingParensProcess } from "./matching-parens.ts";
import { mess3Process, messNProcess } from "./mess.ts";
import { moonProcess } from "./moon.ts";
import { mrNameProcess } from "./mr-name.ts";
import { randomProcess } from "./random-hmm.ts";
import { leakyRrxorProcess, rrxorProcess } from "./rrxor.ts";
import { trap2Process, trapNProcess } from "./trap.ts";
import { evenProcess, goldenMeanProcess, snsProcess } from "./two-state.ts";
import { z1rProcess } from "./z1r.ts";

/** Every process family that has a name, in the order in which one might meet them. */
export const processes: readonly ProcessDefinition[] = [
  coinProcess,
  mess3Process,
  messNProcess,
  markovProcess,
  circle3Process,
  circleNProcess,
  trap2Process,
  trapNProcess,
  z1rProcess,
  rrxorProcess,
  leakyRrxorProcess,
  evenProcess,
  goldenMeanProcess,
  snsProcess,
  mrNameProcess,
  matchingParensProcess,
  daysOfWeekProcess,
  cantorProcess,
  sierpinskiProcess,
  randomProcess,
  fanizzaProcess,
  blochWalkProcess,
  moonProcess,
];

/**
 * Looks a process family up by its id.
 *
 * @throws RangeError if there is none of this id; the message names near ones.
 * @example
 * findProcess("mess3").parameters.map((parameter) => parameter.name); // => ["x", "a"]
 */
export function findProcess(id: string): ProcessDefinition {
  checkKind("findProcess", "id", "a string", id);
  const found = processes.find((process) => process.id === id);
  if (found) return found;
  const near = closestNames(
    id,
    processes.map((process) => process.id),
    3,
  );
  const hint = near.length > 0 ? ` (did you mean ${near.join(", ")}?)` : "";
  throw new RangeError(`findProcess: id must be that of a registered process, got "${id}"${hint}`);
}

/**
 * Creates a process of the registry.
 *
 * @param id As listed in `processes`.
 * @param parameters Values by name; absent ones take their defaults.
 * @throws RangeError if the id is unknown, or a parameter unknown or out of its range.
 * @example
 * createProcess("mess3", { x: 0.15, a: 0.6 }).numStates; // => 3
 */
export function createProcess(id: string, parameters: ProcessParameters = {}): Hmm {
  return findProcess(id).create(parameters);
}
