type Point = readonly [x: number, y: number];

/**
 * At most about `limit` of the points, none of them changed: of each stretch the first, the lowest, the highest and the last,
 * so that no spike is lost. Points that are not finite are kept, because they break the line.
 */
export function thin(points: readonly Point[], limit: number): readonly Point[] {
  if (points.length <= limit) return points;
  const stretch = Math.ceil((4 * points.length) / limit);
  const kept = new Set<Point>();
  for (let start = 0; start < points.length; start += stretch) {
    const part = points.slice(start, start + stretch);
    const finite = part.filter(([, y]) => Number.isFinite(y));
    for (const point of part) if (!Number.isFinite(point[1])) kept.add(point);
    kept.add(part[0]!).add(part.at(-1)!);
    if (finite.length > 0)
      kept.add(finite.reduce((a, b) => (b[1] < a[1] ? b : a))).add(finite.reduce((a, b) => (b[1] > a[1] ? b : a)));
  }
  return points.filter((point) => kept.has(point));
}
