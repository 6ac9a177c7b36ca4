/** A figure with a fixed number of decimals; a dash where there is none. */
export function fixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined) return "–";
  const text = Math.abs(value) < 1e6 ? value.toFixed(decimals) : value.toExponential(2);
  return text.replace(/^-([0.]*)$/, "$1").replace("-", "−");
}

/** A share or an R² without its leading zero: .983, −.051, 1.000. */
export function share(value: number | null | undefined, decimals = 3): string {
  return fixed(value, decimals).replace(/^(−?)0\./, "$1.");
}

/** A difference, with its sign. */
export function signed(value: number | null | undefined, decimals = 3): string {
  const text = share(value, decimals);
  return value !== null && value !== undefined && value > 0 && !/^[.0]+$/.test(text) ? `+${text}` : text;
}

/** A small quantity of nats in four significant digits. */
export function nats(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return (Math.abs(value) < 1e-12 ? "0" : Math.abs(value) < 1e-4 ? value.toExponential(1) : value.toFixed(5)).replace(
    "-",
    "−",
  );
}

/** A complex pole. */
function pole([re, im]: readonly [number, number]): string {
  return im === 0 ? fixed(re, 3) : `${fixed(re, 3)}${im < 0 ? "−" : "+"}${fixed(Math.abs(im), 3)}i`;
}

/** A list of poles, equal ones counted once; conjugates as ±. */
export function poles(list: readonly (readonly [number, number])[] | null): string {
  if (!list) return "–";
  const upper = list.filter(([, im]) => im >= 0);
  const texts = upper.map((value) => (value[1] > 0 ? pole(value).replace("+", "±") : pole(value)));
  return [...new Set(texts)].join(", ");
}
