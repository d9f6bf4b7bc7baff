/** Microseconds per step: on the clock, and of all processors that the process kept busy. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/** One way of taking training steps. */
export interface Contestant {
  readonly name: string;
  /** Takes so many steps and measures them. */
  time(steps: number): Promise<Cost>;
  dispose(): Promise<void>;
}

/** The cost of calls of `step`, which gets the number of the call. */
export async function costOf(steps: number, step: (i: number) => Promise<unknown>): Promise<Cost> {
  const before = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (let i = 0; i < steps; i++) await step(i);
  const wall = Number(process.hrtime.bigint() - start) / 1e3 / steps;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / steps };
}

/** Rounds that are taken whatever the time. */
const FEWEST = 3;

/**
 * Lets all take `steps` steps in each round, in an order that turns around from round to round, so that what else the
 * machine does strikes all alike. The costs of the rounds by contestant; a first round is left out. After `seconds`, fewer rounds are taken
 * than asked for, but three (or all that were asked for).
 */
export async function compete(
  contestants: readonly Contestant[],
  rounds: number,
  steps: number,
  seconds: number = Number.POSITIVE_INFINITY,
): Promise<Map<string, Cost[]>> {
  const costs = new Map(contestants.map(({ name }) => [name, [] as Cost[]]));
  const start = performance.now();
  const isOver = (round: number): boolean => round > FEWEST && performance.now() - start > 1000 * seconds;
  for (let round = 0; round <= rounds && !isOver(round); round++)
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const cost = await contestant.time(steps);
      if (round > 0) costs.get(contestant.name)!.push(cost);
    }
  return costs;
}
