import { elementTypeName } from "./element-type.ts";
import type { OnnxModel, OnnxTensor } from "./model.ts";
import { allNodes, nestedGraphs, withNestedGraphs } from "./nested-graphs.ts";

/** In what floating-point numbers a file keeps a weight. */
export type WeightType = "float32" | "float64" | "float16" | "bfloat16";

/** Every constant floating-point tensor of a model with at least one axis, wherever the file keeps it. */
export function weightTensors(
  model: OnnxModel,
): { readonly name: string; readonly tensor: OnnxTensor; readonly type: WeightType }[] {
  return constants(model).flatMap(([name, tensor]) => {
    const type = elementTypeName(tensor.dataType);
    return tensor.dims.length > 0 && isFloat(type) ? [{ name, tensor, type }] : [];
  });
}

/** Every constant tensor of a model with its name. */
function constants(model: OnnxModel): [string, OnnxTensor][] {
  const graphs = [...withNestedGraphs(model.graph), ...model.functions.flatMap(({ node }) => nestedGraphs(node))];
  const initializers = graphs.flatMap(({ initializer }) => initializer.map((tensor) => [tensor.name, tensor] as const));
  const nodes = allNodes(model).flatMap(({ opType, output, attribute }) => {
    const tensor = opType === "Constant" ? attribute.find(({ name }) => name === "value")?.t : undefined;
    return tensor ? [[output[0]!, tensor] as const] : [];
  });
  return [...initializers, ...nodes].map(([name, tensor]) => [name, tensor]);
}

function isFloat(type: string | null): type is WeightType {
  return type === "float32" || type === "float64" || type === "float16" || type === "bfloat16";
}
