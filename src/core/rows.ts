/** Rows that lie elsewhere, such as bytes on a disk, and become floats when a batch asks for them. */
export interface StoredRows {
  /** Floats of all rows: rows × width. */
  readonly length: number;
  /** Writes the named rows one after the other into `out`, [rows.length, width]. */
  gather(rows: Int32Array, out: Float32Array): void | Promise<void>;
}

/** Stored rows that are made of what lies in memory: at once, each time that they are asked for. */
export interface MadeRows extends StoredRows {
  readonly isMade: true;
  gather(rows: Int32Array, out: Float32Array): void;
}

/** Rows that nobody has to wait for. */
export type HeldRows = Float32Array | MadeRows;

/** Whether nobody has to wait for these rows. */
export const isHeld = (rows: Float32Array | StoredRows): rows is HeldRows =>
  rows instanceof Float32Array || "isMade" in rows;
