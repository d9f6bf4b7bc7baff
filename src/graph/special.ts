/**
 * erf(x) in float64, relative error below 1e-14: for |x| < 3 Kummer's series 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!,
 * whose terms are all of one sign, else the continued fraction of erfc.
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  const gauss = Math.exp(-a * a) / Math.sqrt(Math.PI);
  if (a < 3) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 2 * gauss * sum;
  }
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - gauss / (a + fraction));
}
