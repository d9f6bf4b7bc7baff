export interface Found {
  /** Place of the largest strength that is safe; −1 where none is. */
  readonly place: number;
  readonly monotone: boolean;
}

/**
 * The largest safe of `count` strengths from weak to strong by bisection, which assumes that what is safe is safe at any weaker strength.
 * One weaker strength that bisection passed over is asked as a check; where it is not safe, the strengths are asked from below.
 */
export async function largestSafe(count: number, isSafe: (place: number) => Promise<boolean>): Promise<Found> {
  let [safe, unsafe] = [-1, count];
  const asked = new Set<number>();
  while (unsafe - safe > 1) {
    const middle = Math.floor((safe + unsafe) / 2);
    asked.add(middle);
    if (await isSafe(middle)) safe = middle;
    else unsafe = middle;
  }
  const passed = Array.from({ length: Math.max(0, safe) }, (_, place) => place).filter((place) => !asked.has(place));
  const check = passed[Math.floor(passed.length / 2)];
  if (check === undefined || (await isSafe(check))) return { place: safe, monotone: true };
  let below = -1;
  while (below + 1 < count && (await isSafe(below + 1))) below++;
  return { place: below, monotone: false };
}
