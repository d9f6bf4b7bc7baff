/** Work that may run at the same time: at most `width` tasks, and at most `weight` in all unless one alone is heavier. */
export interface Limits {
  readonly width: number;
  readonly weight: number;
}

/** Results in the order of the tasks; starts as many ahead as the limits allow. Rejects when a task does. */
export async function* inOrder<T>(
  tasks: number,
  limits: Limits,
  weightOf: (at: number) => number,
  run: (at: number) => Promise<T>,
): AsyncGenerator<T> {
  const running: { readonly weight: number; readonly done: Promise<T> }[] = [];
  let next = 0;
  let weight = 0;
  const start = (): void => {
    while (next < tasks && running.length < limits.width) {
      const more = weightOf(next);
      if (running.length > 0 && weight + more > limits.weight) return;
      const done = run(next++);
      done.catch(() => undefined);
      running.push({ weight: more, done });
      weight += more;
    }
  };
  for (start(); running.length > 0; start()) {
    const first = running[0]!;
    const result = await first.done;
    running.shift();
    weight -= first.weight;
    yield result;
  }
}
