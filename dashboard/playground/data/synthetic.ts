import { fold, keyOf, randomOf } from "../../../src/browser.ts";
import type { Raw } from "./table.ts";

const ROWS = 400;

/** Points that a formula places and a normal deviation scatters; the same ones each time. */
function scattered(
  name: string,
  deviation: number,
  at: (share: number, label: number) => readonly [number, number],
): Raw {
  const random = randomOf(fold(keyOf(1), name));
  const y = Int32Array.from({ length: ROWS }, (_, row) => row % 2);
  const x = new Float32Array(2 * ROWS);
  for (let row = 0; row < ROWS; row++) {
    const [a, b] = at(random.uniform(), y[row]!);
    x[2 * row] = a + deviation * random.normal();
    x[2 * row + 1] = b + deviation * random.normal();
  }
  return { columns: ["x₁", "x₂"], numeric: [true, true], levels: [1, 1], classes: ["A", "B"], x, y };
}

/** Two half circles that reach into each other. */
export const moons = (): Raw =>
  scattered("moons", 0.22, (share, label) => {
    const angle = Math.PI * share;
    return label === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
  });

/** Two arms of a spiral. */
export const spirals = (): Raw =>
  scattered("spirals", 0.12, (share, label) => {
    const [angle, radius] = [3.2 * Math.PI * Math.sqrt(share) + Math.PI * label, 0.2 + 2 * Math.sqrt(share)];
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
