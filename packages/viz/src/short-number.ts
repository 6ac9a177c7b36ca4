/**
 * A number as pictures print it: fixed decimals, no leading zero, a true minus sign, a bare 0.
 *
 * @param value Finite.
 * @param digits Decimals, 0 to 100. Default 2.
 * @example
 * shortNumber(-0.051, 2); // => "−.05"
 */
export function shortNumber(value: number, digits = 2): string {
  const magnitude = Math.abs(value).toFixed(digits);
  if (value === 0) return "0";
  const sign = value < 0 && Number(magnitude) !== 0 ? "−" : "";
  return sign + (magnitude.startsWith("0.") ? magnitude.slice(1) : magnitude);
}
