/** Bytes that end cells and lines, or stand around words. */
export const LF: u32 = 10;
export const CR: u32 = 13;
export const QUOTE: u32 = 34;
