/** `1,234,567`. */
export const count = (n: number): string => n.toLocaleString("en-US");

/** Two digits, as a person writes a number: `.3`, `1200`. */
export const twoDigits = (n: number): string => String(Number(n.toPrecision(2))).replace(/^0\./u, ".");

/** `1 cell`, `2 cells`. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
