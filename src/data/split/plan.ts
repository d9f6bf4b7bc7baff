/** What a split respects. All arrays are [rows] over the whole table. */
export interface SplitPlan {
  /** Keeps the shares of these codes (≥ 0): classes, or quantiles of a number. */
  readonly strata?: Int32Array;
  /** Rows with the same number stay on one side: groups, duplicates. */
  readonly units?: Int32Array;
  /** The part that is split off is the latest; NaN counts as earliest. The key is then not used. */
  readonly time?: Float32Array;
  /** For messages: the file, and the column of `units` with its number of groups. */
  readonly where?: string;
  readonly group?: { readonly name: string; readonly groups: number };
}
