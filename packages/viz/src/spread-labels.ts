/**
 * Moves labels apart along one axis as little as needed: order is kept, neighbours end up at least `gap` apart, all stay
 * within [low, high] if there is room.
 *
 * @param wanted Where each label would like to be.
 * @param gap Least distance, 0 or more.
 * @param low Lower end.
 * @param high Upper end.
 * @returns New places, in the order of `wanted`.
 * @example
 * spreadLabels([10, 11, 40], 10, 0, 50); // => [5.5, 15.5, 40]
 */
export function spreadLabels(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, k) => k).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  // Without the gaps, places only need to ascend: neighbours that do not are pooled at their mean.
  const pools: { sum: number; size: number }[] = [];
  order.forEach((k, rank) => {
    let pool = { sum: wanted[k]! - rank * gap, size: 1 };
    for (
      let last = pools.at(-1);
      last !== undefined && last.sum / last.size > pool.sum / pool.size;
      last = pools.at(-1)
    ) {
      pool = { sum: last.sum + pool.sum, size: last.size + pool.size };
      pools.pop();
    }
    pools.push(pool);
  });
  const room = Math.max(low, high - (wanted.length - 1) * gap);
  const starts = pools.flatMap(({ sum, size }) => new Array<number>(size).fill(sum / size));
  const places = new Array<number>(wanted.length);
  order.forEach((k, rank) => (places[k] = Math.min(room, Math.max(low, starts[rank]!)) + rank * gap));
  return places;
}
