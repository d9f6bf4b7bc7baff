import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { isGone, startOf } from "../../src/job/store/alive.ts";
import { acquireLock } from "../../src/job/store/lock.ts";
import { errorOf, scratch } from "./make.ts";

const { at } = scratch();
const lockOf = (more: object): string => JSON.stringify({ pid: process.pid, host: hostname(), token: "a", ...more });
const age = (path: string, seconds: number): void => {
  const then = new Date(Date.now() - 1000 * seconds);
  utimesSync(path, then, then);
};

describe("a lock", () => {
  it("that cannot be read may be somebody's: it is told of, and stays", async () => {
    mkdirSync(at("folder"));
    expect(await errorOf(acquireLock(at("folder")))).toMatchObject({ code: "E523", exitCode: 5 });
    expect(existsSync(at("folder"))).toBe(true);
    symlinkSync(at("loop"), at("loop"));
    expect(await errorOf(acquireLock(at("loop")))).toMatchObject({ code: "E523", where: at("loop") });
    expect(await errorOf(acquireLock(at("nowhere/lock")))).toMatchObject({ code: "E523" });
  });

  it("that is torn or empty is one that is being written, until it is old", async () => {
    for (const [i, text] of ["", '{"pid":', "[]", "null", '{"pid":"1"}'].entries()) {
      const path = at(`torn${i}`);
      writeFileSync(path, text);
      expect(await errorOf(acquireLock(path))).toMatchObject({
        code: "E604",
        received: "a lock that is being written",
      });
      expect(readFileSync(path, "utf8")).toBe(text);
      age(path, 60);
      await (await acquireLock(path)).release();
      expect(existsSync(path)).toBe(false);
    }
  });

  it("of another machine is never taken, however old, and one of this machine while its process is there", async () => {
    writeFileSync(at("other"), lockOf({ host: "another machine", pid: 2 ** 22 + 1 }));
    age(at("other"), 1e6);
    expect(await errorOf(acquireLock(at("other")))).toMatchObject({ code: "E604" });
    const first = await acquireLock(at("own"));
    expect(await errorOf(acquireLock(at("own")))).toMatchObject({
      code: "E604",
      received: `process ${process.pid} on ${hostname()}`,
    });
    await first.release();
    await (await acquireLock(at("own"))).release();
  });

  // Only Linux tells when a process began.
  it.runIf(startOf(process.pid) !== undefined)("of a process whose id another has got is taken", async () => {
    const start = startOf(process.pid)!;
    expect(isGone(process.pid, start)).toBe(false);
    expect(isGone(process.pid, undefined)).toBe(false);
    expect(isGone(process.pid, `${start}0`)).toBe(true);
    expect(isGone(spawnSync("true").pid, undefined)).toBe(true);
    writeFileSync(at("reused"), lockOf({ start: `${start}0` }));
    await (await acquireLock(at("reused"))).release();
    writeFileSync(at("same"), lockOf({ start }));
    expect(await errorOf(acquireLock(at("same")))).toMatchObject({ code: "E604" });
  });
});
