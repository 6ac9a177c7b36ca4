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
  for (let row = 0; row < rows; row++) {
    if (row > 0) place = start;
    if (place == start) place = walkRow(seed, place, tokens, 1, guide, shift, ofToken, cumulated, moves); // overwritten: it says nothing
    place = walkRow(seed, place, tokens, length, guide, shift, ofToken, cumulated, moves);
    tokens += (<usize>length) << 2;
  }
  return place;
}

/** Walks on from a place. */
function walkRow(
  seed: usize,
  place: i32,
  tokens: usize,
  count: i32,
  guide: usize,
  shift: i32,
  ofToken: i32,
  cumulated: usize,
  moves: usize,
): i32 {
  let a = load<u32>(seed);
  let b = load<u32>(seed, 4);
  let c = load<u32>(seed, 8);
  let d = load<u32>(seed, 12);
  let row = guide + <usize>place;
  let move = 0;
  for (let end = tokens + ((<usize>count) << 2); tokens < end; tokens += 4) {
    const word = rotl<u32>(a + d, 7) + a;
    let shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotl<u32>(d, 11);
    move = load<i32>(row + <usize>((word >> shift) << 2));
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
    store<i32>(tokens, move & ofToken);
    row = guide + <usize>(move & ~ofToken);
  }
  store<u32>(seed, a);
  store<u32>(seed, b, 4);
  store<u32>(seed, c, 8);
  store<u32>(seed, d, 12);
  return move & ~ofToken;
}
