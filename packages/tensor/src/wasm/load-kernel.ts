/** A running WebAssembly module: what it exports, and its memory. */
export type LoadedKernel<Exports> = { readonly exports: Exports; readonly memory: KernelMemory };

/** The memory of a kernel; its buffer is replaced when it grows. */
export type KernelMemory = { readonly buffer: ArrayBuffer; grow(pages: number): number };

/** Memory that is not kept from one use to the next. */
const MOST_KEPT = 64 * 2 ** 20;

/**
 * Makes a loader of a kernel: a small WebAssembly module that imports nothing and exports functions and its `memory`.
 *
 * The module is compiled at the first call and runs as one instance, whose memory a caller lays out anew with
 * `layOutMemory`; an instance that has grown beyond 64 MiB is let go. Where WebAssembly is refused (a content security
 * policy, an old engine) there is no kernel, and the caller goes on with plain TypeScript.
 *
 * @param base64 The module.
 * @returns A function that returns the kernel, or null where it can't run.
 * @example
 * const empty = kernelLoader<{ add(a: number, b: number): number }>("AGFzbQEAAAA=");
 * empty()?.exports.add; // => undefined
 */
export function kernelLoader<Exports>(base64: string): () => LoadedKernel<Exports> | null {
  let module: object | null | undefined; // undefined until it was tried
  let kernel: LoadedKernel<Exports> | null = null;
  return () => {
    if (kernel !== null && kernel.memory.buffer.byteLength <= MOST_KEPT) return kernel;
    if (module === null) return null;
    try {
      module ??= new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
      const exports = new WebAssembly.Instance(module).exports as Exports & { readonly memory: KernelMemory };
      kernel = { exports, memory: exports.memory };
    } catch {
      module = null;
      kernel = null;
    }
    return kernel;
  };
}

// Declared here, since both Node and browsers have them but the language's own library does not.
declare function atob(base64: string): string;
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};
