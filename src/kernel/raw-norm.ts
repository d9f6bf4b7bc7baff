/** What `assembly/batchNorm.ts` exports; see `Raw`. Matrices are [rows, n]; `rectified` and `masked` are 0 or 1. */
export interface RawNorm<P> {
  batchNorm(
    rows: number,
    n: number,
    x: P,
    scale: P,
    bias: P,
    mask: P,
    y: P,
    mean: P,
    variance: P,
    factor: P,
    epsilon: number,
    share: number,
    rectified: number,
    masked: number,
  ): void;
  batchNormGradient(
    rows: number,
    n: number,
    dy: P,
    a: P,
    mask: P,
    x: P,
    scale: P,
    mean: P,
    variance: P,
    dx: P,
    dScale: P,
    dBias: P,
    room: P,
    epsilon: number,
    share: number,
    rectified: number,
    masked: number,
  ): void;
}
