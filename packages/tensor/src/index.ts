/** Shaped typed arrays, the common currency of all packages. */

export { createTensor, type Tensor, type TensorData } from "./tensor.ts";
export { checkTensor } from "./check-tensor.ts";

// How good is a prediction, and how sure a mean
export { pooledR2, r2ByTarget, rootMeanSquareError } from "./pooled-r2.ts";
export { standardError } from "./standard-error.ts";
