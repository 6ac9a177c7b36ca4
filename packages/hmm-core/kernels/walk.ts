// Walks the hidden states of a process along its guide tables and writes down the tokens; see src/walk-tables.ts.

/**
 * Rows of tokens, each but the first from a new start.
 *
 * @param seed The state of xoshiro128++, four u32; moved on.
 * @param place Where the walk stands: the offset in bytes of a row of the guide, `start` before a sequence's first token.
 * @param tokens Receives i32, [rows, length].
 * @param guide i32, rows of 2^rowBits bytes: a move, or the complement of the first of several that share the slot.
 * @param cumulated f64, running sums of the moves of a row.
 * @param moves i32, the place that a move leads to + its token, which is smaller than 2^rowBits.
 * @returns Where the walk stands after them.
 */
export function walk(
  seed: usize,
  place: i32,
  start: i32,
  tokens: usize,
  rows: i32,
  length: i32,
  guide: usize,
  rowBits: i32,
  cumulated: usize,
  moves: usize,
): i32 {
  const shift = 34 - rowBits; // leaves the number of a slot of four bytes
  const ofToken = (1 << rowBits) - 1;
  let a = load<u32>(seed);
  let b = load<u32>(seed, 4);
  let c = load<u32>(seed, 8);
  let d = load<u32>(seed, 12);
  for (let row = 0; row < rows; row++) {
    if (row > 0) place = start;
    let isEmitted = place != start; // the move to the first state says nothing
    for (let position = isEmitted ? 0 : -1; position < length; position++) {
      const word = rotl<u32>(a + d, 7) + a;
      let shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotl<u32>(d, 11);
      let move = load<i32>(guide + <usize>((word >> shift) << 2) + <usize>place);
      if (move < 0) {
        const second = rotl<u32>(a + d, 7) + a;
        shifted = b << 9;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = rotl<u32>(d, 11);
        const uniform = (<f64>word * 2097152 + <f64>(second >> 11)) * 1.1102230246251565e-16; // 2^21, 2^-53
        let index = <usize>~move;
        while (load<f64>(cumulated + (index << 3)) <= uniform) index++;
        move = load<i32>(moves + (index << 2));
      }
      if (isEmitted) {
        store<i32>(tokens, move & ofToken);
        tokens += 4;
      }
      isEmitted = true;
      place = move & ~ofToken;
    }
  }
  store<u32>(seed, a);
  store<u32>(seed, b, 4);
  store<u32>(seed, c, 8);
  store<u32>(seed, d, 12);
  return place;
}
