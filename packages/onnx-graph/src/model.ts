import type { AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto } from "./gen/onnx_pb.ts";

/** A decoded ONNX file: the protobuf message itself, so that what we don't know about survives a round trip. */
export type OnnxModel = ModelProto & { graph: GraphProto };
export type OnnxGraph = GraphProto;
export type OnnxNode = NodeProto;
export type OnnxAttribute = AttributeProto;
export type OnnxTensor = TensorProto;
export type OnnxValueInfo = ValueInfoProto;
