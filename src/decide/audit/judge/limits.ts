/** Affinity below this is a warning. */
export const LEAST_AFFINITY = 0.9;
/** A class may lose this share of its rows. */
export const LARGEST_FALL = 0.2;
/** The chance that any class of any operation at any strength is said to fall further without doing so. */
export const FALSE_ALARMS = 0.01;
/** Of what the model knows beyond guessing, numbers that keep less are broken. */
export const LEAST_KEPT = 0.5;
/** After training with an operation the error may rise by this part of it … */
export const RELEARNED_RISE = 0.2;
/** … or by this many rows of all, if that is more. */
export const RELEARNED_ROWS = 0.01;
