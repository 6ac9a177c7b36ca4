// Walks the hidden states of a process along its guide tables and writes down the tokens; see src/walk-tables.ts.

/**
 * Rows of tokens, each but the first from a new start.
 *
 * @param seed The state of xoshiro128++, four u32; moved on.
 * @param state Where the walk stands: a row of the tables, `start` before a sequence's first token.
 * @param tokens Receives i32, [rows, length].
 * @param guide i32, [table row, 1024]: a move, or the complement of the first of several that share the slot.
 * @param cumulated f64, running sums of the moves of a table row.
 * @param moves i32, token · 65536 + state.
 * @returns Where the walk stands after them.
 */
export function walk(
  seed: usize,
  state: i32,
  start: i32,
  tokens: usize,
  rows: i32,
  length: i32,
  guide: usize,
  cumulated: usize,
  moves: usize,
): i32 {
  let a = load<u32>(seed);
  let b = load<u32>(seed, 4);
  let c = load<u32>(seed, 8);
  let d = load<u32>(seed, 12);
  for (let row = 0; row < rows; row++) {
    if (row > 0) state = start;
    let isEmitted = state != start; // the move to the first state says nothing
    for (let position = isEmitted ? 0 : -1; position < length; position++) {
      const word = rotl<u32>(a + d, 7) + a;
      let shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotl<u32>(d, 11);
      let move = load<i32>(guide + ((<usize>(((<u32>state) << 10) | (word >> 22))) << 2));
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
        store<i32>(tokens, move >> 16);
        tokens += 4;
      }
      isEmitted = true;
      state = move & 0xffff;
    }
  }
  store<u32>(seed, a);
  store<u32>(seed, b, 4);
  store<u32>(seed, c, 8);
  store<u32>(seed, d, 12);
  return state;
}
