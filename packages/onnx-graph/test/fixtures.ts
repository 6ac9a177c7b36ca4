import { readFileSync } from "node:fs";

/** One small transformer of PyTorch, by each of its exporters; made by fixtures/export_fixtures.py. */
export const fixtures = ["torchscript-13.onnx", "dynamo-18.onnx"] as const;

export function readFixture(name: string): Uint8Array {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url));
}
