/**
 * Where an animation stands that visits stops 0, 1, … and then returns to the first: at rest at each stop, fastest midway.
 *
 *   position = stop + (1 - cos(pi u)) / 2,   u the share of the leg's frames that have passed
 *
 * @param stops At least 2.
 * @param frames At least one a stop; the legs share them as evenly as whole frames allow.
 * @returns Position of each frame in [0, stops), whole numbers at the stops, shape [frame]; a position between the last stop
 *   and `stops` is on the way back.
 * @throws RangeError if stops or frames is not an integer or too small.
 * @example
 * easedLoop(2, 4); // ≈ [0, 0.5, 1, 1.5]
 */
export function easedLoop(stops: number, frames: number): Float64Array {
  if (!Number.isInteger(stops) || stops < 2) {
    throw new RangeError(`easedLoop: stops must be an integer of at least 2, got ${stops}`);
  }
  if (!Number.isInteger(frames) || frames < stops) {
    throw new RangeError(`easedLoop: frames must be an integer of at least ${stops}, one a stop, got ${frames}`);
  }
  const positions = new Float64Array(frames);
  for (let stop = 0; stop < stops; stop++) {
    const start = Math.round((stop * frames) / stops);
    const end = Math.round(((stop + 1) * frames) / stops);
    for (let frame = start; frame < end; frame++) {
      const share = (frame - start) / (end - start);
      positions[frame] = stop + (1 - Math.cos(Math.PI * share)) / 2;
    }
  }
  return positions;
}
