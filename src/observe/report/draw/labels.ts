/** A rectangle in units; x and y are its upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Anchor {
  readonly x: number;
  readonly y: number;
  /** Ends of its error bar. */
  readonly top: number;
  readonly bottom: number;
  /** Width of the label in units. */
  readonly width: number;
}

/** Where a label's text starts and, when it lies far from its point, that a line should lead to it. */
export interface Placed extends Box {
  readonly far: boolean;
}

const HEIGHT = 14;
const POINT = 6;

/** Around a point: right, left, above, below, corners; then the same further away. */
const DIRECTIONS = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [-1, -1],
  [1, 1],
  [-1, 1],
] as const;
const DISTANCES = [9, 18, 30, 44] as const;

function candidate({ x, y, width }: Anchor, [dx, dy]: readonly [number, number], distance: number): Placed {
  const middle = x + dx * (distance + width / 2) * (dy === 0 ? 1 : 0.75);
  const center = y + dy * (distance + HEIGHT / 4);
  return { x: middle - width / 2, y: center - HEIGHT / 2, width, height: HEIGHT, far: distance > 18 };
}

const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

const within = (a: Box, b: Box): boolean =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;

/**
 * A place for each label that touches neither another label nor any point, nearest first, and clear of the error bars when
 * there is such a place near by; undefined where there is none. Earlier anchors choose first.
 */
export function placeLabels(anchors: readonly Anchor[], bounds: Box): (Placed | undefined)[] {
  const points = anchors.map(({ x, y }): Box => ({ x: x - POINT, y: y - POINT, width: 2 * POINT, height: 2 * POINT }));
  const bars = anchors.map(({ x, top, bottom }): Box => ({ x: x - 1, y: top, width: 2, height: bottom - top }));
  const placed: Box[] = [];
  return anchors.map((anchor) => {
    const places = DISTANCES.flatMap((distance) =>
      DIRECTIONS.map((direction) => candidate(anchor, direction, distance)),
    );
    const free = places.filter(
      (place) => within(place, bounds) && [...points, ...placed].every((p) => apart(p, place)),
    );
    const clear = (place: Placed): boolean => bars.every((bar) => apart(bar, place));
    const best = free.find((place) => !place.far && clear(place)) ?? free.find((place) => !place.far) ?? free[0];
    if (best !== undefined) placed.push(best);
    return best;
  });
}
