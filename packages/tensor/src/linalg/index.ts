/** Dense linear algebra on tensors of shape [rows, columns]; all input must be finite. */

// Products and equations
export { matmul } from "./matmul.ts";
export { transpose } from "./transpose.ts";
export { solve } from "./solve.ts";
export { choleskySolve } from "./cholesky-solve.ts";
export { pseudoInverse } from "./pseudo-inverse.ts";

// Spectra
export { eigenvalues, type Complex } from "./eigenvalues.ts";
export { symmetricEigen } from "./symmetric-eigen.ts";
export { reachableSubspace } from "./reachable-subspace.ts";
export { complexPower } from "./complex-power.ts";
export { geometricModes, type GeometricMode } from "./geometric-modes.ts";
