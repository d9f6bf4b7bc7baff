import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readIdx } from "../../src/data/idx.ts";

const folder = mkdtempSync(join(tmpdir(), "regularize-idx-"));
const path = join(folder, "array");

function idx(shape: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length);
  for (const [i, d] of shape.entries()) header.writeUInt32BE(d, 4 + 4 * i);
  return Buffer.concat([header, data]);
}

describe("readIdx", () => {
  it("gives back what was written, gzipped or not", async () => {
    const arrays = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
      const length = shape.reduce((n, d) => n * d, 1);
      return fc.tuple(fc.constant(shape), fc.uint8Array({ minLength: length, maxLength: length }), fc.boolean());
    });
    await fc.assert(
      fc.asyncProperty(arrays, async ([shape, data, zipped]) => {
        const bytes = idx(shape, data);
        writeFileSync(path, zipped ? gzipSync(bytes) : bytes);
        const read = await readIdx(path);
        expect(read.shape).toEqual(shape);
        expect([...read.data]).toEqual([...data]);
      }),
      { numRuns: 50 },
    );
  });

  it("refuses a file that is cut at any byte, has a byte too many, or is of another type", async () => {
    const whole = idx([2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));
    const zipped = gzipSync(whole);
    const bad = [
      ...Array.from({ length: whole.length }, (_, n) => whole.subarray(0, n)),
      ...Array.from({ length: zipped.length - 2 }, (_, n) => zipped.subarray(0, n + 2)),
      Buffer.concat([whole, Buffer.of(0)]),
      Buffer.concat([Buffer.of(0, 0, 0x0d), whole.subarray(3)]),
    ];
    for (const bytes of bad) {
      writeFileSync(path, bytes);
      await expect(readIdx(path)).rejects.toMatchObject({ code: "E240" });
    }
    await expect(readIdx(join(folder, "none"))).rejects.toMatchObject({ code: "E210" });
  });
});
