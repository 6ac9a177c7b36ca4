import type { Tensor } from "@beliefscope/tensor";

/** How the tokens that a caller speaks of become the ids that a model reads. */
export type Vocabulary = {
  /** Number of ids that the model reads. */
  readonly size: number;
  readonly bos: number | null;
  /** Id of each token; null where token i is id i. */
  readonly tokenMap: readonly number[] | null;
};

/**
 * Checks that BOS and the token map name ids of the model.
 *
 * @param numLogits Width of the logits, where each mapped id must have a column.
 */
export function checkVocabulary({ size, bos, tokenMap }: Vocabulary, numLogits: number): void {
  const isId = (id: number, below: number): boolean => Number.isInteger(id) && id >= 0 && id < below;
  if (bos !== null && !isId(bos, size)) {
    throw new RangeError(`createOnnxSource: bos must be an id in [0, ${size}), got ${bos}`);
  }
  if (!tokenMap) return;
  const below = Math.min(size, numLogits);
  if (tokenMap.length === 0 || new Set(tokenMap).size !== tokenMap.length || !tokenMap.every((id) => isId(id, below))) {
    const got = `[${tokenMap.join(", ")}]`;
    throw new RangeError(`createOnnxSource: tokenMap must hold different ids in [0, ${below}), got ${got}`);
  }
}

/**
 * The ids that the model reads: the tokens mapped, after BOS.
 *
 * @param tokens Shape [batch, position].
 * @param context The largest number of positions, or the only one; null for no known limit.
 * @throws RangeError if a token isn't in the vocabulary, or the shape is wrong.
 */
export function modelIds(
  tokens: Tensor<Int32Array>,
  { size, bos, tokenMap }: Vocabulary,
  context: { readonly positions: number; readonly isFixed: boolean } | null,
): Tensor<Int32Array> {
  const { shape, data } = tokens;
  const [batch, length] = shape;
  if (shape.length !== 2 || !batch || !length || data.length !== batch * length) {
    throw new RangeError(`run: tokens must have shape [batch, position], got [${shape.join(", ")}] of ${data.length}`);
  }
  if (context?.isFixed && length !== context.positions) {
    throw new RangeError(
      `run: tokens must have the model's fixed length of ${context.positions} positions, got ${length}`,
    );
  }
  if (context && length > context.positions) {
    throw new RangeError(`run: tokens must fit the model's context of ${context.positions} positions, got ${length}`);
  }
  const numTokens = tokenMap?.length ?? size;
  const skipped = bos === null ? 0 : 1;
  const ids = new Int32Array(batch * (length + skipped)).fill(bos ?? 0);
  for (let i = 0; i < data.length; i++) {
    const token = data[i]!;
    const row = Math.floor(i / length);
    if (token < 0 || token >= numTokens) {
      const vocabulary = tokenMap
        ? `the token map of ${numTokens} tokens`
        : `the model's vocabulary of ${numTokens} ids`;
      const got = `${token} at row ${row}, position ${i % length}`;
      throw new RangeError(`run: token must be in [0, ${numTokens}), ${vocabulary}, got ${got}`);
    }
    ids[i + (row + 1) * skipped] = tokenMap ? tokenMap[token]! : token;
  }
  return { shape: [batch, length + skipped], data: ids };
}

/** Some rows of a batch; padded with copies of the first where the model wants a fixed number. */
export type Batch = { readonly ids: Tensor<Int32Array>; readonly rows: number };

/** Positions in one run: few enough for the activations of a small model to stay in the processor's cache. */
const positionsPerRun = 2048;

/** Cuts a batch into runs of that size, or of the number of rows that the model fixes. */
export function splitBatch({ shape, data }: Tensor<Int32Array>, fixedRows: number | null): Batch[] {
  const [batch, length] = shape as [number, number];
  const most = fixedRows ?? Math.max(1, Math.floor(positionsPerRun / length));
  return Array.from({ length: Math.ceil(batch / most) }, (_, run) => {
    const own = data.subarray(run * most * length, (run + 1) * most * length);
    const rows = own.length / length;
    if (fixedRows === null || rows === fixedRows) return { ids: { shape: [rows, length], data: own }, rows };
    const padded = new Int32Array(fixedRows * length);
    for (let row = 0; row < fixedRows; row++) padded.set(own.subarray(0, length), row * length);
    padded.set(own);
    return { ids: { shape: [fixedRows, length], data: padded }, rows };
  });
}
