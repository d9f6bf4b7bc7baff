/** Rows that are worth a look without a claim, at most: nobody looks at more. */
export const LOOKED_AT = 1000;
