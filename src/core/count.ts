/** `1,234,567`. */
export const count = (n: number): string => n.toLocaleString("en-US");

/** `1 cell`, `2 cells`. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
