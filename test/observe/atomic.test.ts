import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RegularizeError } from "../../src/core/index.ts";
import { atomicWrite } from "../../src/observe/index.ts";
import { faultyDisk, freshFolders } from "./faultyDisk.ts";

const CODES = {
  ENOSPC: "E521",
  EIO: "E524",
  EACCES: "E520",
  EROFS: "E520",
  EMFILE: "E522",
  ENOTDIR: "E523",
  EEXIST: "E523",
} as const;
const OLD = "the previous checkpoint";
const NEW = "what comes after it, in more than one call";

async function failureOf(promise: Promise<unknown>): Promise<RegularizeError | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(RegularizeError);
    return error as RegularizeError;
  }
}

describe("atomicWrite", () => {
  const fresh = freshFolders();

  it("writes bytes and text, and leaves nothing else", async () => {
    const folder = fresh();
    await atomicWrite(join(folder, "a"), Uint8Array.of(0, 255, 7));
    await atomicWrite(join(folder, "b"), "é");
    expect([...readFileSync(join(folder, "a"))]).toEqual([0, 255, 7]);
    expect(readFileSync(join(folder, "b"), "utf8")).toBe("é");
    expect(readdirSync(folder).sort()).toEqual(["a", "b"]);
  });

  for (const [system, code] of Object.entries(CODES))
    for (const stays of [false, true])
      it(`${system} at every call${stays ? " and ever after" : ""}: the old file or the new one, never a part`, async () => {
        const counting = faultyDisk({ at: 0, code: system, stays: false });
        await atomicWrite(join(fresh(), "file"), NEW, { fs: counting });
        const calls = counting.calls();
        expect(calls).toBeGreaterThan(10);
        let failures = 0;
        for (let at = 1; at <= calls; at++) {
          const folder = fresh();
          const path = join(folder, "file");
          writeFileSync(path, OLD);
          const error = await failureOf(atomicWrite(path, NEW, { fs: faultyDisk({ at, code: system, stays }) }));
          const renamed = at > calls - 3;
          expect(readFileSync(path, "utf8")).toBe(renamed ? NEW : OLD);
          const others = readdirSync(folder).filter((name) => name !== "file");
          expect(others.every((name) => stays && name.endsWith(".tmp"))).toBe(true);
          if (error !== undefined) {
            failures++;
            expect(error.code).toBe(code);
            expect(error.exitCode).toBe(5);
            expect(error.todo).toBeTruthy();
          } else expect(renamed).toBe(true);
        }
        // A folder that may not be synced is no failure; anything else is.
        expect(failures).toBe(system === "EACCES" ? calls - 3 : calls);
      });

  it("tells needed and free bytes when the disk is full", async () => {
    const disk = faultyDisk({ at: 2, code: "ENOSPC", stays: false });
    const error = await failureOf(atomicWrite(join(fresh(), "x"), new Uint8Array(5000), { fs: disk }));
    expect(error?.toText()).toMatch(
      /^error E521 .*no space is left\n {2}expected 5 kB \(5000 bytes\), found 12.3 kB \(12345 bytes\) free\n {2}→ /u,
    );
  });

  it("names a folder that does not exist and a file that is taken for one", async () => {
    const folder = fresh();
    expect((await failureOf(atomicWrite(join(folder, "no", "x"), "")))?.code).toBe("E523");
    writeFileSync(join(folder, "file"), "");
    expect((await failureOf(atomicWrite(join(folder, "file", "x"), "")))?.code).toBe("E523");
  });
});
