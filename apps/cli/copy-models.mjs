// Copies the networks that `beliefscope report` falls back on into dist, so that the published command has them.
import { cpSync, mkdirSync, readdirSync } from "node:fs";

const from = new URL("../../models/", import.meta.url);
const to = new URL("dist/models/", import.meta.url);
mkdirSync(to, { recursive: true });
for (const file of readdirSync(from).filter((name) => /-4l(-untrained)?\.(onnx|json)$/.test(name))) {
  cpSync(new URL(file, from), new URL(file, to));
}
