import type { ColorGradient } from "./position-colors.ts";

/** Points with weight and colour, in pixels of the grid: (0, 0) is the outer corner of the top left pixel. */
export type Cloud = {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Non-negative. */
  readonly weight: Float64Array;
  /** OKLab colour, shape [point, 3]. */
  readonly color: Float32Array;
};

/** What lies on each pixel, row-major from the top left. */
export type DensityGrid = {
  readonly width: number;
  readonly height: number;
  /** Sum of the weights that fell here, shape [row, column]. */
  readonly weight: Float32Array;
  /** How much of the pixel is touched, counted by point (may exceed 1), shape [row, column]. */
  readonly coverage: Float32Array;
  /** Weighted sum of OKLab colours, shape [row, column, 3]; or the colour of each place (`positionColors`). */
  readonly color: Float32Array | ColorGradient;
};

/** A grid with the colours of the points. */
type CloudGrid = DensityGrid & { readonly color: Float32Array };

/**
 * Adds points up on a pixel grid. Each is shared bilinearly by the four pixels around it or, with a `radius`, spread evenly
 * over a disc with a soft rim. Either way its whole weight arrives; what falls outside the grid is left out.
 *
 * @param cloud Arrays of equal length n (color 3 n).
 * @param width Pixels, a positive integer.
 * @param height Pixels, a positive integer.
 * @param options.radius Of the disc in pixels; below 0.75 the four pixels serve. Default 0.
 * @throws RangeError if a length or a size is wrong.
 * @example
 * const cloud = { x: Float64Array.of(1), y: Float64Array.of(0.5), weight: Float64Array.of(4), color: Float32Array.of(1, 0, 0) };
 * splatCloud(cloud, 2, 1).weight; // => [2, 2]
 */
export function splatCloud(cloud: Cloud, width: number, height: number, { radius = 0 } = {}): CloudGrid {
  const count = cloud.x.length;
  if (cloud.y.length !== count || cloud.weight.length !== count || cloud.color.length !== 3 * count) {
    throw new RangeError(
      `splatCloud: y, weight and color must fit ${count} points, got ${cloud.y.length}, ${cloud.weight.length} and ${cloud.color.length} values`,
    );
  }
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`splatCloud: width and height must be positive integers, got ${width} and ${height}`);
  }
  const grid = {
    width,
    height,
    weight: new Float32Array(width * height),
    coverage: new Float32Array(width * height),
    color: new Float32Array(3 * width * height),
  };
  if (radius < 0.75) splatPoints(cloud, grid);
  else splatDiscs(cloud, grid, radius);
  return grid;
}

function splatPoints(cloud: Cloud, grid: CloudGrid): void {
  for (let i = 0; i < cloud.x.length; i++) {
    const column = Math.floor(cloud.x[i]! - 0.5);
    const row = Math.floor(cloud.y[i]! - 0.5);
    const right = cloud.x[i]! - 0.5 - column;
    const below = cloud.y[i]! - 0.5 - row;
    const shares = [(1 - right) * (1 - below), right * (1 - below), (1 - right) * below, right * below] as const;
    addToPixel(grid, column, row, cloud, i, shares[0], shares[0]);
    addToPixel(grid, column + 1, row, cloud, i, shares[1], shares[1]);
    addToPixel(grid, column, row + 1, cloud, i, shares[2], shares[2]);
    addToPixel(grid, column + 1, row + 1, cloud, i, shares[3], shares[3]);
  }
}

function splatDiscs(cloud: Cloud, grid: CloudGrid, radius: number): void {
  const reach = Math.ceil(radius + 1);
  const side = 2 * reach + 1;
  const coverage = new Float64Array(side * side);
  for (let i = 0; i < cloud.x.length; i++) {
    const column = Math.floor(cloud.x[i]!) - reach;
    const row = Math.floor(cloud.y[i]!) - reach;
    let total = 0;
    for (let k = 0; k < coverage.length; k++) {
      const dx = column + (k % side) + 0.5 - cloud.x[i]!;
      const dy = row + Math.floor(k / side) + 0.5 - cloud.y[i]!;
      coverage[k] = Math.min(1, Math.max(0, radius + 0.5 - Math.sqrt(dx * dx + dy * dy)));
      total += coverage[k]!;
    }
    for (let k = 0; k < coverage.length; k++) {
      if (coverage[k] === 0) continue;
      addToPixel(grid, column + (k % side), row + Math.floor(k / side), cloud, i, coverage[k]! / total, coverage[k]!);
    }
  }
}

function addToPixel(
  grid: CloudGrid,
  column: number,
  row: number,
  cloud: Cloud,
  point: number,
  share: number,
  coverage: number,
): void {
  if (!(column >= 0 && column < grid.width && row >= 0 && row < grid.height)) return;
  const pixel = row * grid.width + column;
  const weight = cloud.weight[point]! * share;
  grid.weight[pixel]! += weight;
  grid.coverage[pixel]! += coverage;
  grid.color[3 * pixel]! += weight * cloud.color[3 * point]!;
  grid.color[3 * pixel + 1]! += weight * cloud.color[3 * point + 1]!;
  grid.color[3 * pixel + 2]! += weight * cloud.color[3 * point + 2]!;
}
