/** Which packages each package may import: the picture in one table. Arrows point to the right. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  tensor: [],
  "onnx-graph": [],
  viz: ["tensor"],
  "hmm-core": ["tensor"],
  belief: ["tensor", "hmm-core"],
  "models-attention": ["tensor", "hmm-core", "belief", "onnx-graph"],
  "models-ssm": ["tensor", "hmm-core", "belief", "onnx-graph"],
  "interp-probes": ["tensor", "hmm-core", "belief", "onnx-graph"],
  studies: ["tensor", "hmm-core", "belief", "onnx-graph", "models-attention", "models-ssm", "interp-probes"],
};
