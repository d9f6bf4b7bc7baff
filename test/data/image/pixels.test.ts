import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  imageSetOf,
  openPixels,
  type PixelDescription,
  type PixelStore,
  readImageSet,
} from "../../../src/data/index.ts";
import { scratch } from "../files.ts";
import { picture, png, writeAll } from "./make.ts";

const { folder } = scratch();
const cache = join(folder, "cache");

const stored = (async (): Promise<Record<"memory" | "disk", PixelStore>> => {
  const path = mkdtempSync(join(folder, "set-"));
  const all = await Promise.all(Array.from({ length: 12 }, (_, i) => png(picture(i, 9, 7))));
  writeAll(path, Object.fromEntries(all.map((bytes, i) => [`${i % 3}/${i}.png`, bytes])));
  const memory = (await readImageSet(path, { cache })).pixels;
  return { memory, disk: (await readImageSet(path, { cache, memoryBytes: 100 })).pixels };
})();

/** What arrives at another thread. */
function cloned(description: PixelDescription): PixelDescription {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(description);
  const received = receiveMessageOnPort(port2)!.message as PixelDescription;
  port1.close();
  return received;
}

const width = 3 * 9 * 7;
const gathered = (store: PixelStore, rows: readonly number[]): number[] => {
  const out = new Float32Array(rows.length * width);
  store.gather(Int32Array.from(rows), out);
  return [...out];
};

describe("pixels", () => {
  it("are the same from memory and from the disk, in this thread, another, or another process", async () => {
    const { memory, disk } = await stored;
    expect(memory.describe().memory).toBeInstanceOf(SharedArrayBuffer);
    expect(disk.describe().memory).toBeUndefined();
    const elsewhere = [
      ...[memory, disk].map((store) => openPixels(cloned(store.describe()))),
      ...[memory, disk].map((store) =>
        openPixels(JSON.parse(JSON.stringify(store.describe("process"))) as PixelDescription),
      ),
    ];
    const some = fc.array(fc.nat(11), { maxLength: 20 });
    fc.assert(
      fc.property(some, (rows) => {
        const expected = gathered(memory, rows);
        expect(expected).toEqual(rows.flatMap((row) => [...memory.bytes(row)].map((byte) => Math.fround(byte / 255))));
        for (const store of [disk, ...elsewhere]) {
          expect(store).toMatchObject({ rows: 12, shape: [3, 9, 7], length: 12 * width });
          expect(gathered(store, rows)).toEqual(expected);
        }
      }),
      { numRuns: 30 },
    );
    for (const store of elsewhere) store.close();
  });

  it("share memory between threads, and are copies to who reads them", async () => {
    const { memory } = await stored;
    const there = openPixels(cloned(memory.describe()));
    const mine = memory.bytes(3);
    const before = [...mine];
    mine.fill(7);
    expect([...there.bytes(3)]).toEqual(before);
    new Uint8Array(memory.describe().memory!)[3 * width]! ^= 255;
    expect(there.bytes(3)[0]).toBe(before[0]! ^ 255);
    new Uint8Array(memory.describe().memory!)[3 * width]! ^= 255;
    const into = new Uint8Array(width);
    expect(memory.bytes(5, into)).toBe(into);
  });

  it("of arrays are in this process alone; a file that is gone is told", async () => {
    const set = imageSetOf({ pixels: new Uint8Array(4), shape: [1, 2, 2], labels: ["a"] });
    expect(() => set.pixels.describe("process")).toThrow(expect.objectContaining({ code: "E279" }) as Error);
    expect(openPixels(cloned(set.pixels.describe())).rows).toBe(1);
    const { disk } = await stored;
    const description = disk.describe();
    rmSync(description.file!.path);
    expect(() => openPixels(description)).toThrow(expect.objectContaining({ code: "E277" }) as Error);
    expect(disk.bytes(0)).toHaveLength(width);
    disk.close();
  });
});

describe("many small files", () => {
  it("a folder of a thousand is read within seconds, and at once the second time", async () => {
    const path = mkdtempSync(join(folder, "many-"));
    const all = await Promise.all(Array.from({ length: 50 }, (_, i) => png(picture(i, 12, 12, 1))));
    writeAll(path, Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${i % 10}/${i}.png`, all[i % 50]!])));
    const start = performance.now();
    const set = await readImageSet(path, { cache });
    const between = performance.now();
    const again = await readImageSet(path, { cache });
    const end = performance.now();
    expect(set.rows).toBe(1000);
    expect(again.hash).toBe(set.hash);
    expect(between - start).toBeLessThan(20_000);
    expect(end - between).toBeLessThan(5_000);
  });
});
