export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A number that can be shown, or null. */
export const score = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
export const text = (value: unknown, limit = 400): string => (typeof value === "string" ? value.slice(0, limit) : "");
export const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
export const at = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);
