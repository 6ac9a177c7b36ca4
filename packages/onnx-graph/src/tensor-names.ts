import { listValues } from "./list-values.ts";
import type { OnnxModel } from "./model.ts";
import { nestedGraphs } from "./nested-graphs.ts";

/**
 * Checks that the graph has values of these names.
 *
 * @param caller The function that the errors name.
 * @throws RangeError that says why one isn't there: it is inside a body or a function, or near names exist.
 */
export function checkTensorNames(model: OnnxModel, names: readonly string[], caller: string): void {
  const known = listValues(model).map(({ name }) => name);
  const set = new Set(known);
  for (const name of names) {
    if (set.has(name)) continue;
    const owner = ownerOf(model, name);
    if (owner) {
      const rule = "tensor must be in the main graph (inline the body when exporting)";
      throw new RangeError(`${caller}: ${rule}, got "${name}" inside ${owner}`);
    }
    const near = nearNames(name, known).map((other) => `"${other}"`);
    throw new RangeError(`${caller}: tensor must be in the model, got "${name}" (near: ${near.join(", ")})`);
  }
}

/** Every name that a new value must not take: those of the graph and of the bodies nested in it. */
export function takenNames(model: OnnxModel): Set<string> {
  const names = namesIn(nestedGraphs(model.graph.node).flatMap(({ node }) => node));
  for (const { name } of listValues(model)) names.add(name);
  return names;
}

/** A name that is not taken: the wanted one, with primes where needed; it is taken afterwards. */
export function takeName(taken: Set<string>, wanted: string): string {
  let name = wanted;
  while (taken.has(name)) name += "'";
  taken.add(name);
  return name;
}

/** The node whose body, or the local function, that makes a value of this name. */
function ownerOf(model: OnnxModel, name: string): string | null {
  for (const node of model.graph.node) {
    const bodies = nestedGraphs([node]);
    const inside = bodies.some(({ node: nodes, initializer }) => {
      return namesIn(nodes).has(name) || initializer.some((tensor) => tensor.name === name);
    });
    if (inside) return `the body of ${node.opType} node "${node.name}"`;
  }
  const owner = model.functions.find(({ node }) => {
    return namesIn(node).has(name) || nestedGraphs(node).some((body) => namesIn(body.node).has(name));
  });
  return owner ? `the function "${owner.name}"` : null;
}

function namesIn(nodes: readonly { readonly output: readonly string[] }[]): Set<string> {
  return new Set(nodes.flatMap(({ output }) => output));
}

/** The three names that share the longest beginning and end with a name. */
function nearNames(name: string, names: readonly string[]): string[] {
  const likeness = (other: string): number => {
    const shorter = Math.min(name.length, other.length);
    let start = 0;
    while (start < shorter && name[start] === other[start]) start++;
    let end = 0;
    while (end < shorter - start && name.at(-1 - end) === other.at(-1 - end)) end++;
    return (start + end) / Math.max(name.length, other.length);
  };
  return [...names].sort((a, b) => likeness(b) - likeness(a)).slice(0, 3);
}
