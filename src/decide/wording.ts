/** Three decimals below 1 (`.029`), otherwise three digits (`12.3`, `1230`, `56,400`); smaller numbers keep two digits. */
export function show(x: number): string {
  const size = Math.abs(x);
  const digits = Number(x.toPrecision(3));
  if (size >= 9995 && size < 1e15) return digits.toLocaleString("en-US");
  if (size >= 0.9995) return String(digits);
  const text = size >= 0.0095 || x === 0 ? x.toFixed(3) : String(Number(x.toPrecision(2)));
  return text.replace(/^(-?)0\./u, "$1.");
}

/** As `show`, with its sign: `+.012`. */
export const showSigned = (x: number): string => `${x < 0 ? "" : "+"}${show(x)}`;

/** `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
