/** Rows that lie elsewhere, such as bytes on a disk, and become floats when a batch asks for them. */
export interface StoredRows {
  /** Floats of all rows: rows × width. */
  readonly length: number;
  /** Writes the named rows one after the other into `out`, [rows.length, width]. */
  gather(rows: Int32Array, out: Float32Array): void | Promise<void>;
}
