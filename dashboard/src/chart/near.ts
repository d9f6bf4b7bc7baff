/** Values so many times further from the median than the others are drawn at the edge: as the report does. */
const FAR = 8;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The values that are not far outside the others, so that one very bad one does not squash a drawing. */
export function near(values: readonly number[]): number[] {
  const finite = values.filter(Number.isFinite);
  const middle = median(finite);
  const limit = FAR * median(finite.map((value) => Math.abs(value - middle)));
  return limit > 0 ? finite.filter((value) => Math.abs(value - middle) <= limit) : finite;
}

/** What keeps a place within a drawing, and says in which direction it left it: an arrow after a name. */
export const within =
  (top: number, bottom: number) =>
  (at: number): { readonly at: number; readonly arrow: "" | "↑" | "↓" } => ({
    at: Math.min(bottom, Math.max(top, at)),
    arrow: at > bottom + 1 ? "↓" : at < top - 1 ? "↑" : "",
  });
