/** A function that computes its result when first asked and keeps it. */
export function once<Result>(compute: () => Result): () => Result {
  let kept: { readonly result: Result } | undefined;
  return () => (kept ??= { result: compute() }).result;
}
