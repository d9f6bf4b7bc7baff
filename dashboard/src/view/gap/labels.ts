import { lineName } from "../../state/store.ts";
import type { Place } from "./place.ts";

const LABELS = 12;
/** Where a name may stand: to the right of its point, to the left, above, below. */
const SIDES = [
  { side: "", dx: 9, dy: 4, part: 0 },
  { side: "right", dx: -9, dy: 4, part: 1 },
  { side: "mid", dx: 0, dy: -10, part: 0.5 },
  { side: "mid", dx: 0, dy: 19, part: 0.5 },
  { side: "", dx: 6, dy: -7, part: 0 },
  { side: "right", dx: -6, dy: -7, part: 1 },
];

interface Labelled extends Place {
  readonly side: string;
}

/** Names beside their points where they do not cover one another, the best first. */
export function labelled(placed: readonly Place[], right: number, bottom: number): readonly Labelled[] {
  const taken: { x0: number; x1: number; y: number }[] = placed.map(({ x, y }) => ({ x0: x - 5, x1: x + 5, y }));
  const found: Labelled[] = [];
  for (const point of placed) {
    const width = 6.6 * (Math.min(24, lineName(point.line).length) + (point.arrow === "" ? 0 : 2));
    for (const { side, dx, dy, part } of SIDES) {
      const [x, y] = [point.x + dx, point.y + dy];
      const box = { x0: x - part * width, x1: x + (1 - part) * width, y: y - 4 };
      if (box.x1 > right || box.x0 < 50 || y > bottom) continue;
      if (taken.some((other) => Math.abs(other.y - box.y) < 13 && other.x0 < box.x1 && other.x1 > box.x0)) continue;
      taken.push(box);
      found.push({ line: point.line, x, y, side, arrow: point.arrow });
      break;
    }
    if (found.length >= LABELS) break;
  }
  return found;
}
