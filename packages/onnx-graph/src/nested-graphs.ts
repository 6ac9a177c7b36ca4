import type { OnnxGraph, OnnxModel, OnnxNode } from "./model.ts";

/** The bodies that a node carries in its attributes (If, Loop, Scan). */
export function graphsOfNode(node: OnnxNode): OnnxGraph[] {
  return node.attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs));
}

/** A graph, and every body nested in its nodes at any depth. */
export function withNestedGraphs(graph: OnnxGraph): OnnxGraph[] {
  return [graph, ...nestedGraphs(graph.node)];
}

/** Every body nested in these nodes, at any depth. */
export function nestedGraphs(nodes: readonly OnnxNode[]): OnnxGraph[] {
  return nodes.flatMap(graphsOfNode).flatMap(withNestedGraphs);
}

/** Every node of a model: of its graph, of the bodies nested in it, and of its local functions. */
export function allNodes(model: OnnxModel): OnnxNode[] {
  const bodies = [model.graph.node, ...model.functions.map(({ node }) => node)];
  return bodies.flatMap((nodes) => [...nodes, ...nestedGraphs(nodes).flatMap(({ node }) => node)]);
}
