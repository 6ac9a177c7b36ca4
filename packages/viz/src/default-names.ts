/**
 * The names S₀, S₁, … of states that have none of their own.
 *
 * @param count A non-negative integer.
 * @example
 * defaultStateNames(2); // => ["S₀", "S₁"]
 */
export function defaultStateNames(count: number): string[] {
  return Array.from({ length: count }, (_, k) => `S${subscript(k)}`);
}

/**
 * The names A, B, C, … of tokens that have none of their own; past Z they are numbered.
 *
 * @param count A non-negative integer.
 * @example
 * defaultTokenNames(3); // => ["A", "B", "C"]
 */
export function defaultTokenNames(count: number): string[] {
  return Array.from({ length: count }, (_, k) => (count <= 26 ? String.fromCharCode(65 + k) : String(k)));
}

function subscript(value: number): string {
  return Array.from(String(value), (digit) => String.fromCharCode(0x2080 + Number(digit))).join("");
}
