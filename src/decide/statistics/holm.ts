/**
 * Holm's step-down adjustment: p₍ᵢ₎ → max over j ≤ i of min(1, (m − j + 1) p₍ⱼ₎), in the order given. Rejecting those ≤ α makes
 * even one false claim among all with probability ≤ α, whatever their dependence. NaN stays NaN and is not counted in m.
 * Holm 1979, Scandinavian Journal of Statistics 6:65.
 */
export function holm(pValues: readonly number[]): number[] {
  const ascending = pValues
    .map((p, index) => ({ p, index }))
    .filter(({ p }) => !Number.isNaN(p))
    .sort((a, b) => a.p - b.p);
  const adjusted = pValues.map(() => Number.NaN);
  let largest = 0;
  for (const [rank, { p, index }] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, (ascending.length - rank) * p));
    adjusted[index] = largest;
  }
  return adjusted;
}
