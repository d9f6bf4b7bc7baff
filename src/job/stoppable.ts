import { gatherInto, type RowData } from "../train/rows.ts";
import { pauseOrStop } from "./stop.ts";

/** Rows that are made between two looks at the signal. */
const BLOCK = 32;

/** The same rows, made as they are asked for, some at a time: signals come in between, and E107 ends it. `rows`: how many there are. */
export const stoppable = (from: RowData, rows: number, signal: AbortSignal | undefined): RowData => ({
  length: from.length,
  gather: async (asked, out) => {
    const width = from.length / Math.max(1, rows);
    const size = from instanceof Float32Array ? asked.length : BLOCK;
    for (let start = 0; start < asked.length; start += size) {
      await pauseOrStop(signal);
      const block = asked.subarray(start, start + size);
      await gatherInto(out.subarray(start * width, (start + block.length) * width), from, block, width);
    }
  },
});
