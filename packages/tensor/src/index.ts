/** Shaped typed arrays, the common currency of all packages. */

export { createTensor, type Tensor, type TensorData } from "./tensor.ts";
