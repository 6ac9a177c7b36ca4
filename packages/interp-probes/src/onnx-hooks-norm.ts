import { ancestorsOf, type Dataflow, originOf, otherInput, readersOf } from "./onnx-hooks-dataflow.ts";

const normOperators = new Set(["LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization"]);

/**
 * The normalised form of a value, if some node normalises it: by one operator, or as exporters spell it out,
 * (x - mean) / sqrt(var + eps) or x / sqrt(mean square + eps), times a gain, plus a bias.
 */
export function normOf(flow: Dataflow, value: string): string | null {
  const readers = readersOf(flow, value);
  const whole = readers.find(({ opType }) => normOperators.has(opType));
  if (whole) return whole.output[0]!;

  const centred = readers.find(({ opType, input }) => {
    const mean = flow.producers.get(originOf(flow, input[1] ?? ""));
    return (
      opType === "Sub" && mean?.opType === "ReduceMean" && originOf(flow, mean.input[0]!) === originOf(flow, value)
    );
  });
  const base = centred ? centred.output[0]! : value;
  const scaled = readersOf(flow, base).find((node) => {
    const scale = otherInput(flow, node, base);
    if (scale === null || (node.opType !== "Div" && node.opType !== "Mul")) return false;
    const steps = new Set(ancestorsOf(flow, scale, new Set([value])).map(({ opType }) => opType));
    return steps.has("ReduceMean") && steps.has("Sqrt");
  });
  if (!scaled) return null;
  const gained = onlyReaderWithConstant(flow, scaled.output[0]!, "Mul");
  return onlyReaderWithConstant(flow, gained, "Add");
}

/** The result of an operator with a constant, if that is all that reads the value; else the value. */
function onlyReaderWithConstant(flow: Dataflow, value: string, opType: string): string {
  const [reader, ...more] = readersOf(flow, value);
  if (reader?.opType !== opType || more.length > 0) return value;
  const other = otherInput(flow, reader, value);
  return other !== null && flow.constants.has(originOf(flow, other)) ? reader.output[0]! : value;
}
