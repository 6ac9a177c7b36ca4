import { createTensor, type Tensor } from "@beliefscope/tensor";

/** A matrix as rows of numbers, or as a tensor of shape [rows, columns]. */
export type MatrixInput = readonly (readonly number[])[] | Tensor;

/** Three nested arrays of numbers, or a tensor of three dimensions. */
export type CubeInput = readonly MatrixRows[] | Tensor;
type MatrixRows = readonly (readonly number[])[];

/**
 * Reads nested arrays (also untyped ones, from JSON) or a tensor into a fresh tensor of finite numbers.
 *
 * @param caller The public function, for the message.
 * @param argument The argument's name, for the message.
 * @param value Nested arrays of numbers, `rank` deep, rectangular and not empty; or a tensor of that rank.
 * @throws TypeError if an entry is of the wrong kind, RangeError if a length is wrong or a number is not finite.
 */
export function readNested(caller: string, argument: string, value: unknown, rank: number): Tensor {
  const tensor = isTensor(value) ? value : flatten(caller, argument, value, rank);
  if (tensor.shape.length !== rank || tensor.data.length === 0) {
    throw new RangeError(
      `${caller}: ${argument} must have ${rank} dimensions, none empty, got [${tensor.shape.join(", ")}]`,
    );
  }
  const index = tensor.data.findIndex((entry) => !Number.isFinite(entry));
  if (index >= 0) {
    const place = placeOf(index, tensor.shape);
    throw new RangeError(`${caller}: ${argument}${place} must be a finite number, got ${tensor.data[index]!}`);
  }
  return createTensor(tensor.data.slice(), tensor.shape);
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && "data" in value && value.data instanceof Float64Array;
}

function flatten(caller: string, argument: string, value: unknown, rank: number): Tensor {
  const shape: number[] = [];
  const entries: number[] = [];
  const read = (part: unknown, depth: number, place: string): void => {
    if (depth === rank) {
      if (typeof part !== "number") throw new TypeError(`${caller}: ${place} must be a number, got ${kindOf(part)}`);
      entries.push(part);
      return;
    }
    if (!Array.isArray(part)) throw new TypeError(`${caller}: ${place} must be an array, got ${kindOf(part)}`);
    if (part.length === 0) throw new RangeError(`${caller}: ${place} must not be empty, got []`);
    shape[depth] ??= part.length;
    if (part.length !== shape[depth]) {
      throw new RangeError(
        `${caller}: ${place} must have ${shape[depth]} entries like those before it, got ${part.length}`,
      );
    }
    part.forEach((inner, i) => {
      read(inner, depth + 1, `${place}[${i}]`);
    });
  };
  read(value, 0, argument);
  return createTensor(Float64Array.from(entries), shape);
}

function placeOf(index: number, shape: readonly number[]): string {
  let rest = index;
  const place = [...shape].reverse().map((length) => {
    const position = rest % length;
    rest = Math.floor(rest / length);
    return `[${position}]`;
  });
  return place.reverse().join("");
}

/** What a value is, for messages: "null", "an array", "a string", ... */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
