/** Small WebAssembly modules, and the arrays that they work on. */
export { kernelLoader, type LoadedKernel, type KernelMemory } from "./load-kernel.ts";
export { layOutMemory, type Space } from "./lay-out-memory.ts";
export { uninitializedFloat64, uninitializedInt32 } from "./uninitialized.ts";
