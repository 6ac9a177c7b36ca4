/**
 * How far points spread along the axes.
 *
 * @param points Flat rows of `width`, of which the first `columns` entries count.
 * @returns The largest extent along an axis, and the largest modulus of an entry; 0 where no columns count.
 */
export function pointExtent(
  points: Float64Array,
  width: number,
  columns: number,
): { readonly extent: number; readonly largest: number } {
  let extent = 0;
  let largest = 0;
  for (let c = 0; c < columns; c++) {
    let [low, high] = [Infinity, -Infinity];
    for (let k = c; k < points.length; k += width) {
      low = Math.min(low, points[k]!);
      high = Math.max(high, points[k]!);
    }
    extent = Math.max(extent, high - low);
    largest = Math.max(largest, -low, high);
  }
  return { extent, largest };
}
