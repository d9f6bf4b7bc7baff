/** What is asked for, as the fields have it. */
export interface Wanted {
  readonly job: "compare" | "tune";
  readonly data: string;
  readonly target: string;
  readonly metric: string;
  readonly seeds: string;
  readonly epochs: string;
  readonly trials: string;
  readonly minutes: string;
}

const count = (text: string): number | undefined => (/^\d{1,6}$/u.test(text.trim()) ? Number(text) : undefined);

/** What the server is sent; what is empty is left to it. */
export function orderOf({ job, data, target, metric, seeds, epochs, trials, minutes }: Wanted): object {
  const budget = Number(minutes);
  const entries = {
    ...{ job, data, target: target || undefined, metric: metric || undefined },
    ...{ seeds: count(seeds), epochs: count(epochs), trials: job === "tune" ? count(trials) : undefined },
    budgetSeconds: minutes.trim() !== "" && budget > 0 ? Math.max(1, Math.round(60 * budget)) : undefined,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
