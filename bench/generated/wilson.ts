/** Wilson's 95 % interval of a share. Wilson 1927, doi:10.1080/01621459.1927.10502953. */
export function wilson(hits: number, n: number, z = 1.96): readonly [low: number, high: number] {
  const share = hits / n;
  const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
