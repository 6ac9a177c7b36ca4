import { checkKind } from "../check-kind.ts";
import type { Hmm } from "../hmm.ts";

/** A number that a process family depends on; the range includes its ends. */
export type ProcessParameter = {
  readonly name: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly description: string;
};

/**
 * How a process relates to the state that emits: "departure" and "arrival" as in `fromTransitionEmission`, "labeled":
 * tokens sit on the edges between states, "generalized": signed, with a right vector and no hidden states to name.
 */
export type ProcessConvention = "departure" | "arrival" | "labeled" | "generalized";

/** A family of processes in the registry. */
export type ProcessDefinition = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly convention: ProcessConvention;
  /** The tokens, in words. */
  readonly tokens: string;
  readonly parameters: readonly ProcessParameter[];
  /** Where it comes from. */
  readonly source: string;
  /**
   * Makes one member. Absent parameters take their defaults.
   *
   * @throws RangeError if a parameter is unknown or out of its range.
   */
  create(parameters?: ProcessParameters): Hmm;
};

/** Values for some parameters of a process, by name. */
export type ProcessParameters<Name extends string = string> = Readonly<Partial<Record<Name, number>>>;

type ParameterInput = Omit<ProcessParameter, "name" | "integer"> & { readonly integer?: true };

type DefinitionInput<Name extends string> = Omit<ProcessDefinition, "parameters" | "create"> & {
  readonly parameters: Readonly<Record<Name, ParameterInput>>;
  /** Receives every parameter, in its range. */
  readonly build: (parameters: Readonly<Record<Name, number>>) => Hmm;
};

/** Makes a definition whose `create` fills in defaults and checks ranges before it builds. */
export function defineProcess<Name extends string>(input: DefinitionInput<Name>): ProcessDefinition {
  const { build, parameters: inputs, ...words } = input;
  const parameters = Object.entries<ParameterInput>(inputs).map(([name, parameter]) => ({
    integer: false,
    ...parameter,
    name,
  }));
  const create = (given: ProcessParameters = {}): Hmm =>
    build(completeParameters(words.id, parameters, given) as Record<Name, number>);
  return { ...words, parameters, create };
}

/**
 * All parameters of a process: the given values, checked, and defaults for the rest.
 *
 * @throws RangeError if a given parameter is unknown or out of its range, TypeError if it is no number.
 */
export function completeParameters(
  id: string,
  parameters: readonly ProcessParameter[],
  given: ProcessParameters,
): Record<string, number> {
  checkKind(id, "parameters", "an object", given);
  const unknown = Object.keys(given).find((name) => !parameters.some((parameter) => parameter.name === name));
  if (unknown !== undefined) {
    const known = parameters.map(({ name }) => name).join(", ") || "none";
    throw new RangeError(`${id}: parameters must be among ${known}, got "${unknown}"`);
  }
  return Object.fromEntries(
    parameters.map(({ name, default: fallback, min, max, integer }) => {
      const { [name]: value = fallback } = given;
      checkKind(id, name, "a number", value);
      if (!(value >= min && value <= max) || (integer && !Number.isInteger(value))) {
        throw new RangeError(`${id}: ${name} must be ${integer ? "an integer " : ""}in [${min}, ${max}], got ${value}`);
      }
      return [name, value];
    }),
  );
}

/** Checks a bound between parameters; `rule` reads "x must be at most 1/(n-1) = 0.5". */
export function checkParameter(id: string, holds: boolean, rule: string, value: number): void {
  if (!holds) throw new RangeError(`${id}: ${rule}, got ${value}`);
}
