import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openJournal, parseJournal, readJournal } from "../../src/observe/index.ts";
import { journalLine } from "../../src/observe/journal.ts";
import { faultyDisk, freshFolders } from "./faultyDisk.ts";

const records = [
  { epoch: 1, loss: 0.5 },
  {},
  { name: 'é "crc":"00000000"} \n', nested: { crc: "12345678" } },
  { epoch: 4 },
];
const bytesOf = (list: readonly Record<string, unknown>[]): Buffer => Buffer.from(list.map(journalLine).join(""));

/** CRC-32 (IEEE 802.3) bit by bit: the reference. */
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

describe("journal", () => {
  const fresh = freshFolders();

  it("a line is the object, with the CRC-32 of its JSON as the last field", () => {
    const rest = '{"epoch":1,"loss":0.5}';
    const sum = crc(Buffer.from(rest)).toString(16).padStart(8, "0");
    expect(journalLine(records[0]!)).toBe(`{"epoch":1,"loss":0.5,"crc":"${sum}"}\n`);
    expect(JSON.parse(journalLine({}))).toEqual({ crc: crc(Buffer.from("{}")).toString(16).padStart(8, "0") });
    expect(() => journalLine({ crc: 1 })).toThrow(/crc/u);
  });

  it("what is appended is read back", async () => {
    const json = fc.dictionary(
      fc.string().filter((key) => key !== "crc" && key !== "__proto__"),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(json, { maxLength: 8 }), async (list) => {
        const path = join(fresh(), "metrics.jsonl");
        const journal = await openJournal(path);
        list.forEach((record, i) => {
          journal.append(record);
          if (i % 3 === 1) void journal.flush();
        });
        await journal.close();
        const content = await readJournal(path);
        expect(content.records).toEqual(JSON.parse(JSON.stringify(list)));
        expect(content.bad).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("cut at every byte: every whole line is kept, the torn one is counted", () => {
    const whole = bytesOf(records);
    const ends = records.map((_, i) => bytesOf(records.slice(0, i + 1)).length);
    for (let length = 0; length <= whole.length; length++) {
      const { records: found, bad } = parseJournal(whole.subarray(0, length));
      // A line that lacks only its line break is whole.
      const kept = ends.filter((end) => end - 1 <= length).length;
      expect(found).toEqual(JSON.parse(JSON.stringify(records.slice(0, kept))));
      const start = kept === 0 ? 0 : ends[kept - 1]!;
      expect(bad).toEqual(length > start ? [{ line: kept + 1, offset: start, kind: "torn" }] : []);
    }
  });

  it("every bit flip is found, and costs no more than the lines it touches", () => {
    const whole = bytesOf(records);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const { records: found, bad } = parseJournal(flipped);
      expect(bad.length, `bit ${bit}`).toBeGreaterThan(0);
      expect(found.length).toBeGreaterThanOrEqual(records.length - 2);
      expect(found.length).toBeLessThan(records.length);
    }
  });

  it("an existing journal goes on after its last good line", async () => {
    const path = join(fresh(), "metrics.jsonl");
    for (const cut of [0, 1, 2, 20]) {
      const whole = bytesOf(records);
      writeFileSync(path, whole.subarray(0, whole.length - cut));
      const journal = await openJournal(path);
      journal.append({ epoch: 5 });
      await journal.close();
      const { records: found, bad } = await readJournal(path);
      expect(bad).toEqual([]);
      expect(found.at(-1)).toEqual({ epoch: 5 });
      expect(found.length).toBe(cut <= 1 ? 5 : 4);
    }
  });

  it("a failed write at any call loses nothing: the next flush writes it all", async () => {
    for (let at = 1; at < 40; at++) {
      const path = join(fresh(), "metrics.jsonl");
      const disk = faultyDisk({ at, code: "ENOSPC", stays: false });
      const journal = await openJournal(path, { fs: disk }).catch(() => openJournal(path, { fs: disk }));
      for (const record of records) journal.append(record);
      const error: unknown = await journal.flush().catch((e: unknown) => e);
      if (error !== undefined) expect(error).toMatchObject({ code: "E521", exitCode: 5 });
      await journal.close().catch((e: unknown) => expect(e).toBeDefined());
      expect(readFileSync(path)).toEqual(bytesOf(records));
    }
  });

  it("a missing journal is an error", async () => {
    await expect(readJournal(join(fresh(), "none"))).rejects.toMatchObject({ code: "E830" });
  });
});
