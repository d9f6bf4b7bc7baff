import { z } from "zod";

const whole = (low: number, high: number) => z.number().int().min(low).max(high);

/** What a page may ask for. Numbers and names of a list; the target is checked against the columns of the file. */
export const orderSchema = z.strictObject({
  data: z.string().regex(/^[A-Za-z0-9_-]{16}$/u),
  job: z.enum(["compare", "tune"]),
  target: z.string().min(1).max(10_000).optional(),
  metric: z.string().max(80).optional(),
  seeds: whole(1, 50).optional(),
  seed: whole(0, 4_294_967_295).optional(),
  epochs: whole(1, 100_000).optional(),
  trials: whole(1, 100_000).optional(),
  budgetSeconds: whole(1, 604_800).optional(),
  workers: whole(1, 1024).optional(),
});
export type Order = z.infer<typeof orderSchema>;

/** The words of the command line: each is made here from a checked value, and none is read by a shell. */
export function argvOf(order: Order, place: { readonly data: string; readonly out: string }): string[] {
  const { job, target, metric, seeds, seed, epochs, trials, budgetSeconds, workers } = order;
  const flag = (name: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [`--${name}=${value}`];
  return [
    ...[job, ...flag("target", target), ...flag("metric", metric), ...flag("seeds", seeds), ...flag("seed", seed)],
    ...[...flag("epochs", epochs), ...(job === "tune" ? flag("trials", trials) : [])],
    ...flag("budget", budgetSeconds === undefined ? undefined : `${budgetSeconds}s`),
    ...[...flag("threads", workers), ...flag("out", place.out), "--quiet", "--", place.data],
  ];
}
