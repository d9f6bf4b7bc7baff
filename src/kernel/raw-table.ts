/** The functions of `assembly/` that read or write columns of tables. */
export interface RawTable<P> {
  /** Starts are integers. */
  encodeNumbers(
    ...column: readonly [
      ...[n: number, out: P, starts: P, at: number, x: P],
      ...[median: number, center: number, scale: number, smooth: number, flag: number],
    ]
  ): void;
  surveyNumbers(n: number, found: P, x: P): void;
  /** Hashes are integers, cells whatever has 32 bits; of both, as many as make the next multiple of four. */
  hashCells(n: number, hashes: P, cells: P, areFloats: number): void;
  /** Text, kinds and words are bytes, others integers; cells of columns of numbers are floats. */
  parseLines(state: P, text: P, kinds: P, cells: P, tables: P, words: P): number;
  knowWord(
    ...word: readonly [
      ...[text: P, at: number, length: number],
      ...[words: P, from: number, mask: number, rest: number, code: number],
    ]
  ): void;
}
