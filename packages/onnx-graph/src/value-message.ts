import type { MessageInitShape } from "@bufbuild/protobuf";
import { type ElementType, elementTypeNumber } from "./element-type.ts";
import type { ValueInfoProtoSchema } from "./gen/onnx_pb.ts";

/** An input or output of a graph; a length is a number, the name of a dynamic axis, or null; no shape: any. */
export type ValueSpec = {
  readonly name: string;
  readonly type: ElementType;
  readonly shape?: readonly (number | string | null)[] | null;
};

/** ONNX's message for a named value of known type. */
export function valueMessage({ name, type, shape }: ValueSpec): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape?.map((length) => {
    if (typeof length === "number") return { value: { case: "dimValue" as const, value: BigInt(length) } };
    return length === null ? {} : { value: { case: "dimParam" as const, value: length } };
  });
  const value = { elemType: elementTypeNumber(type), ...(dim && { shape: { dim } }) };
  return { name, type: { value: { case: "tensorType", value } } };
}
