import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { RegularizeError } from "../../src/core/index.ts";
import { type CheckpointStore, type Disk, openCheckpoints } from "../../src/observe/index.ts";
import { journalLine } from "../../src/observe/journal.ts";
import type { Checkpoint } from "../../src/train/loop.ts";
import { faultyDisk, freshFolders, systemError } from "./faultyDisk.ts";
import { type MemoryDisk, memoryDisk } from "./memoryDisk.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const floats = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.fround(Math.sin(seed * 100 + i)));
const snapshot = (steps: number, seed: number) => ({ state: floats(9, seed), slots: floats(18, -seed), steps });

/** The checkpoint after so many steps, with everything in it that JSON would lose. */
const checkpointAt = (steps: number): Checkpoint => ({
  loop: {
    ...{ epoch: 2, batch: steps, schedule: { factor: 0.5, best: Number.POSITIVE_INFINITY } },
    strengths: { "0.rate": { last: Number.NaN, zero: -0, tiny: 5e-324 } },
    judge: { best: { epoch: 1, score: 0.1 }, rules: [{ progress: null, smoothed: [1 / 3] }, null] },
    stopped: { reason: "patience", message: 'é "quoted" \n' },
  },
  ...{ trainer: snapshot(steps, steps), kept: snapshot(1, 0.5), best: snapshot(1, 0.25) },
});
const [first, second, third] = [checkpointAt(10), checkpointAt(20), checkpointAt(30)];

const RUN = "/run";
const FOLDER = join(RUN, "checkpoints");
const LIST = join(FOLDER, "checkpoints.json");

/** A disk with these checkpoints. */
async function diskWith(...checkpoints: readonly Checkpoint[]): Promise<MemoryDisk> {
  const fs = memoryDisk();
  const store = await openCheckpoints(RUN, { fs });
  for (const checkpoint of checkpoints) await store.save(checkpoint);
  return fs;
}
const fileOf = (disk: MemoryDisk, steps: number): string =>
  join(FOLDER, disk.names(FOLDER).find((name) => name.startsWith(`step-${steps}-`))!);

/** What is loaded by a process that comes later. */
const latest = async (fs: Disk): ReturnType<CheckpointStore["latest"]> => (await openCheckpoints(RUN, { fs })).latest();

async function errorOf(work: Promise<unknown>): Promise<RegularizeError | undefined> {
  const error: unknown = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error !== undefined && !(error instanceof RegularizeError)) throw error;
  return error;
}

describe("checkpoints", () => {
  const fresh = freshFolders();

  it("give back every bit, also numbers that JSON has no word for", async () => {
    expect(await latest(await diskWith(first))).toStrictEqual({ checkpoint: first, warnings: [] });
    const plain: Checkpoint = { loop: first.loop, trainer: first.trainer, kept: undefined };
    expect(await latest(await diskWith(plain))).toStrictEqual({ checkpoint: plain, warnings: [] });
  });

  it("lie on the real disk as on the one of these tests", async () => {
    const folder = fresh();
    expect(await (await openCheckpoints(folder)).latest()).toBeUndefined();
    const store = await openCheckpoints(folder);
    for (const checkpoint of [first, second, third]) await store.save(checkpoint);
    expect(await (await openCheckpoints(folder)).latest()).toStrictEqual({ checkpoint: third, warnings: [] });
    const names = (await diskWith(first, second, third)).names(FOLDER);
    expect(readdirSync(join(folder, "checkpoints")).sort()).toEqual(names);
  });

  it("keep the newest two and tidy the rest away", async () => {
    const disk = await diskWith(first, second);
    disk.put(join(FOLDER, ".regularize-0123456789abcdef.tmp"), "what a kill left");
    await (await openCheckpoints(RUN, { fs: disk })).save(third);
    expect(disk.names(FOLDER).map((name) => name.split("-")[1] ?? name)).toEqual(["checkpoints.json", "20", "30"]);
    expect((await latest(disk))!.checkpoint).toEqual(third);
  });

  it("the same checkpoint twice is one", async () => {
    const disk = await diskWith(first, second, second);
    expect(disk.names(FOLDER)).toHaveLength(3);
    expect((await latest(disk))!.checkpoint).toEqual(second);
  });
});

/** Every way in which a file can be damaged: cut at each byte, or one bit turned; of these every so manyth. */
function* damages(bytes: Buffer, every: number): Generator<readonly [content: Buffer, what: string]> {
  for (let length = 0; length < bytes.length; length += every) yield [bytes.subarray(0, length), `cut at ${length}`];
  for (let bit = 0; bit < 8 * bytes.length; bit += every) {
    const turned = Buffer.from(bytes);
    turned[bit >> 3]! ^= 1 << (bit & 7);
    yield [turned, `bit ${bit} turned`];
  }
}

describe("a damaged checkpoint", () => {
  it("is never loaded: the one before is, and it is said, for cuts and turned bits everywhere", async () => {
    const disk = await diskWith(first, second);
    const file = fileOf(disk, 20);
    const bytes = disk.get(file);
    let count = 0;
    for (const [content, what] of damages(bytes, 5)) {
      disk.put(file, content);
      const found = await latest(disk);
      expect(found!.checkpoint.trainer.steps, what).toBe(10);
      expect(found!.warnings, what).toHaveLength(1);
      expect(found!.warnings[0]).toContain(basename(file));
      expect(found!.warnings[0]).toMatch(content.length === bytes.length ? /changed/u : /has \d+ of \d+ bytes/u);
      count++;
    }
    expect(count).toBeGreaterThan(1000);
    expect((await latest(disk))!.checkpoint).toEqual(first);
  });

  it("that is gone, or cannot be read, is said too", async () => {
    const disk = await diskWith(first, second);
    const file = fileOf(disk, 20);
    const read = (path: string): Promise<Uint8Array> =>
      path === file ? Promise.reject(systemError("EIO")) : disk.read(path);
    const unreadable = await latest({ ...disk, read });
    expect(unreadable!.checkpoint).toEqual(first);
    expect(unreadable!.warnings[0]).toMatch(/step-20-.* cannot be read \(EIO\): going back one/u);
    await disk.unlink(file);
    const gone = await latest(disk);
    expect(gone!.checkpoint).toEqual(first);
    expect(gone!.warnings[0]).toMatch(/step-20-.* is missing: going back one/u);
  });

  it("is not kept in the place of a whole one", async () => {
    const disk = await diskWith(first, second);
    disk.put(fileOf(disk, 20), "damaged");
    const store = await openCheckpoints(RUN, { fs: disk });
    expect((await store.latest())!.checkpoint).toEqual(first);
    await store.save(third);
    disk.put(fileOf(disk, 30), "damaged too");
    expect((await latest(disk))!.checkpoint).toEqual(first);
  });

  it("both damaged: E844 tells what is wrong with each", async () => {
    const disk = await diskWith(first, second);
    disk.put(fileOf(disk, 10), "x");
    await disk.unlink(fileOf(disk, 20));
    const error = await errorOf(latest(disk));
    expect(error).toMatchObject({ code: "E844", exitCode: 8 });
    expect(error!.details).toHaveLength(2);
    expect(error!.details[0]).toMatch(/step-20-.*missing/u);
    expect(error!.details[1]).toMatch(/step-10-.*has 1 of \d+ bytes/u);
  });
});

describe("the list of checkpoints, damaged", () => {
  it("at any byte or bit: the names vouch, the newest is loaded, and it is said", async () => {
    const disk = await diskWith(first, second);
    const list = disk.get(LIST);
    for (const [content, what] of damages(list, 1)) {
      disk.put(LIST, content);
      const found = await latest(disk);
      expect(found!.checkpoint.trainer.steps, what).toBe(20);
      // The line is whole without its line break too.
      const whole =
        content.length >= list.length - 1 && content.subarray(0, -1).equals(list.subarray(0, content.length - 1));
      if (!whole) expect(found!.warnings.join(), what).toContain("damaged");
    }
  });

  it("and the newest checkpoint as well: the one before", async () => {
    const disk = await diskWith(first, second);
    disk.put(LIST, "");
    const bytes = Buffer.from(disk.get(fileOf(disk, 20)));
    bytes[bytes.length - 1]! ^= 1;
    disk.put(fileOf(disk, 20), bytes);
    const found = await latest(disk);
    expect(found!.checkpoint).toEqual(first);
    expect(found!.warnings).toHaveLength(2);
  });

  it("and no checkpoint left: E844, never a silent start from the beginning", async () => {
    const disk = await diskWith(first);
    disk.put(LIST, "");
    await disk.unlink(fileOf(disk, 10));
    expect(await errorOf(latest(disk))).toMatchObject({ code: "E844" });
  });

  it("a newer format is refused", async () => {
    const disk = await diskWith(first);
    disk.put(LIST, journalLine({ v: 2, checkpoints: { other: "form" } }));
    expect(await errorOf(latest(disk))).toMatchObject({ code: "E841", exitCode: 8, received: "format 2" });
  });
});

/** No file under a final name has a part of its content. */
function expectWholeFiles(disk: MemoryDisk, label: string): void {
  for (const name of disk.names(FOLDER).filter((n) => n.startsWith("step-")))
    expect(sha256(disk.get(join(FOLDER, name))).slice(0, 16), label).toBe(name.split(/[-.]/u)[2]);
}

describe("a disk that fails", () => {
  const CODES = { ENOSPC: "E521", EIO: "E524", EACCES: "E520", EMFILE: "E522", EROFS: "E520" } as const;

  /** Saves the second checkpoint on a disk whose k-th call fails; what the next process finds. */
  async function saveWith(base: MemoryDisk, fault: { at: number; code: string; stays: boolean }) {
    const disk = base.copy();
    const fs = faultyDisk({ ...fault, disk });
    const error = await errorOf(openCheckpoints(RUN, { fs }).then((store) => store.save(second)));
    return { disk, error, calls: fs.calls(), found: await latest(disk) };
  }

  for (const [system, code] of Object.entries(CODES))
    for (const stays of [false, true])
      it(`${system} at every call${stays ? " and ever after" : ""}: the checkpoint before it or the new one loads`, async () => {
        const base = await diskWith(first);
        const { calls } = await saveWith(base, { at: 0, code: system, stays: false });
        expect(calls).toBeGreaterThan(100);
        let failures = 0;
        for (let k = 1; k <= calls; k++) {
          const { disk, error, found } = await saveWith(base, { at: k, code: system, stays });
          const isNew = found!.checkpoint.trainer.steps === 20;
          expect(found, `call ${k}`).toEqual({ checkpoint: isNew ? second : first, warnings: [] });
          if (error === undefined) expect(isNew).toBe(true);
          else {
            failures++;
            expect(error, `call ${k}`).toMatchObject({ code, exitCode: 5 });
          }
          expectWholeFiles(disk, `call ${k}`);
          await (await openCheckpoints(RUN, { fs: disk })).save(third);
          expect(disk.names(FOLDER).filter((name) => name.endsWith(".tmp"))).toEqual([]);
        }
        expect(failures).toBeGreaterThan(100);
      });

  it("tells needed and free bytes when it is full", async () => {
    const { error } = await saveWith(await diskWith(first), { at: 5, code: "ENOSPC", stays: false });
    expect(error!.toText()).toMatch(/no space is left\n {2}expected .*\(\d+ bytes\), found .*\(12345 bytes\) free/u);
  });

  it("a store goes on after a failure", async () => {
    const disk = await diskWith(first);
    let full = true;
    const rename = (from: string, to: string): Promise<void> =>
      full ? Promise.reject(systemError("ENOSPC")) : disk.rename(from, to);
    const store = await openCheckpoints(RUN, { fs: { ...disk, rename } });
    expect(await errorOf(store.save(second))).toMatchObject({ code: "E521" });
    full = false;
    await store.save(third);
    expect((await latest(disk))!.checkpoint).toEqual(third);
    expect(disk.names(FOLDER).filter((name) => name.startsWith("step-"))).toHaveLength(2);
  });
});

/** The disk as a process leaves it that is killed at its k-th call: that call and all after it never happen. */
async function killedAt(base: MemoryDisk, k: number): Promise<{ disk: MemoryDisk; done: boolean }> {
  const disk = base.copy();
  const fs = faultyDisk({ at: k, code: "EIO", stays: true, disk });
  await errorOf(openCheckpoints(RUN, { fs }).then((store) => store.save(second)));
  return { disk, done: fs.calls() < k };
}

describe("the end of a process, or of the power, between two calls of a save", () => {
  it("a kill at every call: the checkpoint before or the new one, without a warning", async () => {
    const base = await diskWith(first);
    for (let k = 1; ; k++) {
      const { disk, done } = await killedAt(base, k);
      const found = await latest(disk);
      expect(found!.warnings, `call ${k}`).toEqual([]);
      expect(found!.checkpoint, `call ${k}`).toEqual(found!.checkpoint.trainer.steps === 20 ? second : first);
      expectWholeFiles(disk, `call ${k}`);
      if (done) break;
    }
  });

  it.each(["old", "new"] as const)(
    "a power cut at every call loses what was not synced; with %s names a whole checkpoint is there",
    async (names) => {
      const base = await diskWith(first);
      for (let k = 1; ; k++) {
        const { disk, done } = await killedAt(base, k);
        const left = disk.afterPowerCut(names);
        const found = await latest(left);
        expect(found!.checkpoint, `call ${k}`).toEqual(found!.checkpoint.trainer.steps === 20 ? second : first);
        expectWholeFiles(left, `call ${k}`);
        if (done) {
          expect(found!.checkpoint).toEqual(second);
          break;
        }
      }
    },
  );

  it("before the first list: the checkpoint that its name vouches for is found", async () => {
    const disk = await diskWith(first);
    await disk.unlink(LIST);
    const found = await latest(disk);
    expect(found!.checkpoint).toEqual(first);
    expect(found!.warnings[0]).toContain("checkpoints.json is missing");
  });
});
