import {
  type Hmm,
  interpolateHmm,
  interpolateProcess,
  processes,
  type ProcessParameters as Parameters,
} from "@beliefscope/hmm-core";

/** A process with its name, as a stop on a path of processes. */
export type PathStop = {
  readonly hmm: Hmm;
  /** The registry's id, or any other name. */
  readonly id: string;
  /** All parameters of a process of the registry; empty for others. */
  readonly params: Readonly<Record<string, unknown>>;
};

/** A process on a path, and where it stands. */
export type PlaceOnPath<Stop extends PathStop = PathStop> = {
  readonly hmm: Hmm;
  /** The stop behind, and the one ahead; the same at a stop. */
  readonly from: Stop;
  readonly to: Stop;
  /** The share of the way from one to the other, in [0, 1). */
  readonly fraction: number;
  /** The parameters, where both ends are of one family of the registry and so is all between; else null. */
  readonly params: Readonly<Record<string, number>> | null;
};

/**
 * The process at a place on a closed path of processes: within a family of the registry by its parameters, elsewhere along the
 * straight line between the labelled transitions, on which every point is a process.
 *
 *   position = stop + fraction;   from the last stop the path leads back to the first
 *
 * @param path At least two proper processes with as many states and tokens each.
 * @param position In [0, path.length).
 * @throws RangeError if the path is shorter, the position off it, a process generalized, or two of them differ in shape.
 * @example
 * const stop = (x: number) => ({ hmm: mess3({ x, a: 0.6 }), id: "mess3", params: { x, a: 0.6 } });
 * processOnPath([stop(0.05), stop(0.15)], 0.5).params; // ≈ { x: 0.1, a: 0.6 }
 */
export function processOnPath<Stop extends PathStop>(path: readonly Stop[], position: number): PlaceOnPath<Stop> {
  if (path.length < 2) throw new RangeError(`processOnPath: path must have at least two stops, got ${path.length}`);
  if (!(position >= 0 && position < path.length)) {
    throw new RangeError(`processOnPath: position must be in [0, ${path.length}), got ${position}`);
  }
  checkPath(path);
  const stop = Math.floor(position);
  const fraction = position - stop;
  const from = path[stop]!;
  const to = fraction === 0 ? from : path[(stop + 1) % path.length]!;
  const ends = familyParameters(from, to);
  if (ends !== null) return { ...interpolateProcess(from.id, ...ends, fraction), from, to, fraction };
  return { hmm: interpolateHmm(from.hmm, to.hmm, fraction, { path: "linear" }), from, to, fraction, params: null };
}

function checkPath(path: readonly PathStop[]): void {
  const [first] = path;
  for (const { id, hmm } of path) {
    if (hmm.rightVector) {
      throw new RangeError(
        `processOnPath: processes must be proper, got ${id}, whose states have no probabilities (it has a rightVector)`,
      );
    }
    if (hmm.numStates !== first!.hmm.numStates || hmm.numTokens !== first!.hmm.numTokens) {
      const shape = (stop: PathStop): string => `${stop.id} with ${stop.hmm.numStates} and ${stop.hmm.numTokens}`;
      throw new RangeError(
        `processOnPath: processes must have as many states and tokens each, got ${shape(first!)}, and ${shape({ id, hmm, params: {} })}`,
      );
    }
  }
}

/** The parameters of two stops that differ in nothing else, and in none that must be whole; null for other pairs. */
function familyParameters(from: PathStop, to: PathStop): readonly [Parameters, Parameters] | null {
  const family = processes.find(({ id }) => id === from.id && id === to.id);
  if (family === undefined || family.parameters.length === 0) return null;
  const shared = family.parameters.every(
    ({ name, integer }) =>
      typeof from.params[name] === "number" &&
      typeof to.params[name] === "number" &&
      (!integer || from.params[name] === to.params[name]),
  );
  return shared ? [from.params as Parameters, to.params as Parameters] : null;
}
