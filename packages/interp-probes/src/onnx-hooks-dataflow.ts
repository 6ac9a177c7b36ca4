import type { OnnxModel, OnnxNode } from "@beliefscope/onnx-graph";

/** Who makes and who reads each value of a graph, and which values depend on the tokens. */
export type Dataflow = {
  /** In an order in which each node reads what earlier ones made. */
  readonly nodes: readonly OnnxNode[];
  readonly producers: ReadonlyMap<string, OnnxNode>;
  readonly consumers: ReadonlyMap<string, readonly OnnxNode[]>;
  /** Shapes of the constants: initializers and Constant nodes. */
  readonly constants: ReadonlyMap<string, readonly number[]>;
  /** The values that change with the tokens, not only with how many there are. */
  readonly tokenDependent: ReadonlySet<string>;
};

/** Operators whose first output is their first input, when a trained network runs. */
const passing = new Set(["Identity", "Cast", "Dropout"]);
/** Operators that see how long their input is, not what it says. */
const measuring = new Set(["Shape", "Size"]);

/** Indexes the graph of a model by its values. */
export function createDataflow({ graph }: OnnxModel, tokens: string): Dataflow {
  const producers = new Map<string, OnnxNode>();
  const consumers = new Map<string, OnnxNode[]>();
  const constants = new Map(graph.initializer.map(({ name, dims }) => [name, dims.map(Number)] as const));
  const tokenDependent = new Set([tokens]);
  for (const node of graph.node) {
    for (const name of new Set(node.input)) {
      const readers = consumers.get(name);
      if (readers) readers.push(node);
      else consumers.set(name, [node]);
    }
    const dependsOnTokens = !measuring.has(node.opType) && node.input.some((name) => tokenDependent.has(name));
    for (const name of node.output) {
      producers.set(name, node);
      if (dependsOnTokens) tokenDependent.add(name);
    }
    const constant = node.opType === "Constant" ? node.attribute[0]?.t : undefined;
    if (constant) constants.set(node.output[0]!, constant.dims.map(Number));
  }
  return { nodes: graph.node, producers, consumers, constants, tokenDependent };
}

/** Where a value comes from, past operators that only pass it on. */
export function originOf(flow: Dataflow, value: string): string {
  const producer = flow.producers.get(value);
  return producer && passing.has(producer.opType) ? originOf(flow, producer.input[0]!) : value;
}

/** The nodes that read a value, past operators that only pass it on. */
export function readersOf(flow: Dataflow, value: string): OnnxNode[] {
  const readers = flow.consumers.get(value) ?? [];
  return readers.flatMap((node) => {
    return passing.has(node.opType) && node.input[0] === value ? readersOf(flow, node.output[0]!) : [node];
  });
}

/** The input of a two-input node that is not this value; null where both are, or neither is. */
export function otherInput(flow: Dataflow, node: OnnxNode, value: string): string | null {
  const others = node.input.filter((name) => originOf(flow, name) !== originOf(flow, value));
  return node.input.length === 2 && others.length === 1 ? others[0]! : null;
}

/** The nodes that a value is made by, without those before the values in `stops`. */
export function ancestorsOf(flow: Dataflow, value: string, stops: ReadonlySet<string>): OnnxNode[] {
  const found = new Set<OnnxNode>();
  const pending = [value];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const node = flow.producers.get(name);
    if (stops.has(name) || !node || found.has(node)) continue;
    found.add(node);
    pending.push(...node.input);
  }
  return [...found];
}
