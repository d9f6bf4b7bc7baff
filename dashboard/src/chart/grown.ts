type Values = readonly (number | null)[];

const before = new WeakMap<Values, Values>();

/** Values with others behind them. What was worked out of the first of them can be gone on with. */
export function grown<V extends number | null>(values: readonly V[], more: readonly V[]): readonly V[] {
  const all = [...values, ...more];
  before.set(all, values);
  // The ones before are not kept by those after.
  before.delete(values);
  return all;
}

/** What these values were before they grew. */
export const grewFrom = (values: Values): Values | undefined => before.get(values);
