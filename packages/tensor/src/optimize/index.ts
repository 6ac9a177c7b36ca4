/** Minimisers of smooth functions. */

export { lbfgs, type LbfgsOptions, type Objective } from "./lbfgs.ts";
export { newton, type HessianObjective, type NewtonMinimum, type NewtonOptions } from "./newton.ts";
export { type Minimum } from "./minimum.ts";
