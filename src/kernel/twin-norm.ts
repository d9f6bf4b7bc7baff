import type { RawNorm } from "./raw-norm.ts";

const f = Math.fround;

/** Σ over rows of a term of each column, in the kernel's order: four rows at once, then one by one. */
function columns(rows: number, n: number, out: Float32Array, term: (i: number, column: number) => number): void {
  for (let c = 0; c < n; c++) {
    const at = (row: number): number => f(term(row * n + c, c));
    let [sum, row] = [0, 0];
    for (; row + 4 <= rows; row += 4) sum = f(sum + f(f(at(row) + at(row + 1)) + f(at(row + 2) + at(row + 3))));
    for (; row < rows; row++) sum = f(sum + at(row));
    out[c] = sum;
  }
}

const deviation = (variance: number, epsilon: number): number => f(Math.sqrt(f(variance + f(epsilon))));

export const twinNorm: RawNorm<Float32Array> = {
  batchNorm(rows, n, x, scale, bias, mask, y, mean, variance, factor, epsilon, share, rectified, masked) {
    columns(rows, n, mean, (i) => x[i]!);
    for (let c = 0; c < n; c++) mean[c] = mean[c]! * f(share);
    columns(rows, n, variance, (i, c) => f(x[i]! - mean[c]!) ** 2);
    for (let c = 0; c < n; c++) variance[c] = variance[c]! * f(share);
    for (let c = 0; c < n; c++) factor[c] = scale[c]! / deviation(variance[c]!, epsilon);
    for (let i = 0; i < rows * n; i++) {
      const c = i % n;
      const normed = f(f(f(x[i]! - mean[c]!) * factor[c]!) + bias[c]!);
      const a = rectified === 1 ? Math.max(normed, 0) : normed;
      y[i] = masked === 1 ? a * mask[i]! : a;
    }
  },
  batchNormGradient(
    rows,
    n,
    dy,
    a,
    mask,
    x,
    scale,
    mean,
    variance,
    dx,
    dScale,
    dBias,
    room,
    epsilon,
    share,
    rectified,
    masked,
  ) {
    for (let i = 0; i < rows * n; i++) {
      const d = masked === 1 ? f(dy[i]! * mask[i]!) : dy[i]!;
      dx[i] = rectified === 1 && a[i] === 0 ? 0 : d;
    }
    columns(rows, n, dBias, (i) => dx[i]!);
    columns(rows, n, dScale, (i, c) => dx[i]! * f(x[i]! - mean[c]!));
    const [slope, shift, factor] = [0, n, 2 * n].map((from) => room.subarray(from, from + n)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    for (let c = 0; c < n; c++) {
      const inverse = f(1 / deviation(variance[c]!, epsilon));
      dScale[c] = inverse * dScale[c]!;
      slope[c] = f(inverse * dScale[c]!) * f(share);
      shift[c] = dBias[c]! * f(share);
      factor[c] = scale[c]! * inverse;
    }
    for (let i = 0; i < rows * n; i++) {
      const c = i % n;
      const inner = f(dx[i]! + f(f(f(x[i]! - mean[c]!) * slope[c]!) + shift[c]!));
      dx[i] = inner * factor[c]!;
    }
  },
};
