/** A geometric decay fitted to a kernel. */
export type Decay = {
  /** By which each further step back multiplies the weight; over 1 for a head that attends to what is far. */
  readonly pole: number;
  /** Standard error of the pole, by the jackknife over rows; null for one row. */
  readonly se: number | null;
  /** pole ± 2 se: where poles of single rows scatter too little for another one to be meant; null for one row. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Share of the kernel's sum of squares in the window that the fit explains. */
  readonly r2: number;
  /** The lags that were fitted, both ends included. */
  readonly lags: readonly [from: number, to: number];
  /** The rows that have two of these lags or more. */
  readonly numRows: number;
};

/**
 * Fits one pole to the decay of a kernel with the number of steps back, each row with a scale of its own: softmax divides
 * rows of different length by different sums, which says nothing of how fast they decay.
 *
 *   min over pole, c_t of  sum_t sum_{from <= d <= to} (kernel[t][d] - c_t pole^d)^2
 *
 * Weights count by their size: a far token of little weight can't sway the fit, however large the ratio of two such
 * weights is. The standard error is the jackknife's over rows (positions of the network): it says from position to
 * position how sure the pole is, nothing of what another training run would find.
 *
 *   se^2 = (n - 1)/n sum_t (pole without row t - their mean)^2
 *
 * @param kernel Rows, entry d of each belonging to lag d; rows may differ in length. From `meanAttention` or
 *   `tokenInfluence`.
 * @param options.lags The window; by default all lags.
 * @returns The fit; null if no row has two lags of the window, or all is zero there.
 * @throws RangeError if the kernel is not finite, or the window is not within its lags.
 * @example
 * const kernel = [Float64Array.of(1), Float64Array.of(2 / 3, 1 / 3), Float64Array.of(4 / 7, 2 / 7, 1 / 7)];
 * fitDecay(kernel)!.pole; // ≈ 0.500000
 */
export function fitDecay(
  kernel: readonly Float64Array[],
  options: { readonly lags?: readonly [from: number, to: number] } = {},
): Decay | null {
  const numLags = Math.max(0, ...kernel.map((row) => row.length));
  const broken = kernel.flatMap((row) => row.find((value) => !Number.isFinite(value)) ?? []);
  if (broken.length > 0) throw new RangeError(`fitDecay: kernel must be finite, got ${broken[0]!}`);
  const { lags = [0, numLags - 1] } = options;
  const [from, to] = lags;
  if (!Number.isInteger(from) || !Number.isInteger(to) || !(0 <= from && from <= to && to < numLags)) {
    throw new RangeError(`fitDecay: lags must be a window within 0 … ${numLags - 1}, got ${from} … ${to}`);
  }
  const rows = kernel
    .map((row) => row.subarray(from, to + 1))
    .filter((row) => row.length > 1 && row.some((value) => value !== 0));
  if (rows.length === 0) return null;

  // errors[t, place] of row t at each place of the grid; sums over rows, with and without one, follow
  const errors = rows.map((row) => gridPlaces.map((place) => squaredError(row, poleAt(place))));
  const total = gridPlaces.map((_, g) => errors.reduce((sum, row) => sum + row[g]!, 0));
  const pole = refine(rows, total);
  const without = rows.map((_, left) => {
    const others = rows.filter((_, t) => t !== left);
    return refine(
      others,
      total.map((sum, g) => sum - errors[left]![g]!),
    );
  });
  const se = rows.length < 2 ? null : jackknife(without);
  const squares = rows.reduce((sum, row) => sum + row.reduce((part, value) => part + value ** 2, 0), 0);
  const unexplained = rows.reduce((sum, row) => sum + squaredError(row, pole), 0);
  return {
    pole,
    se,
    interval: se === null ? null : [pole - 2 * se, pole + 2 * se],
    r2: 1 - unexplained / squares,
    lags: [from, to],
    numRows: rows.length,
  };
}

/** Poles of any size at places from -2 to 2: the pole itself up to 1, 1 / (2 - place) beyond. */
function poleAt(place: number): number {
  return Math.abs(place) <= 1 ? place : Math.sign(place) / (2 - Math.abs(place));
}

const gridStep = 1 / 128;
const gridPlaces = Array.from({ length: 4 / gridStep - 1 }, (_, g) => (g + 1) * gridStep - 2);

/** The best pole near the best place of the grid, by golden-section search. */
function refine(rows: readonly Float64Array[], errorsOnGrid: readonly number[]): number {
  const error = (place: number): number => rows.reduce((sum, row) => sum + squaredError(row, poleAt(place)), 0);
  const best = gridPlaces[errorsOnGrid.indexOf(Math.min(...errorsOnGrid))]!;
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [best - gridStep, best + gridStep];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [atLeft, atRight] = [error(left), error(right)];
  while (high - low > 1e-12) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = error(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = error(right);
    }
  }
  return poleAt((low + high) / 2);
}

/** min over c of sum_i (row_i - c pole^i)^2, the powers counted from the larger end. */
function squaredError(row: Float64Array, pole: number): number {
  const last = row.length - 1;
  const grows = Math.abs(pole) > 1;
  const ratio = grows ? 1 / pole : pole;
  let product = 0;
  let square = 0;
  let power = 1;
  for (let i = 0; i <= last; i++) {
    product += row[grows ? last - i : i]! * power;
    square += power * power;
    power *= ratio;
  }
  const scale = product / square;
  let error = 0;
  power = 1;
  for (let i = 0; i <= last; i++) {
    error += (row[grows ? last - i : i]! - scale * power) ** 2;
    power *= ratio;
  }
  return error;
}

function jackknife(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(((values.length - 1) / values.length) * squares);
}
