import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import {
  createOutFolder,
  createRunFolder,
  openRun,
  type RunFolder,
  runSlug,
  writeManifest,
} from "../../src/observe/index.ts";
import { sha256 } from "../../src/observe/folder/manifest.ts";
import { faultyDisk, freshFolders } from "./faultyDisk.ts";

async function finished(base: string): Promise<RunFolder> {
  const folder = await createRunFolder(base, "churn.csv");
  await folder.write("result.json", '{"winner":"+ dropout"}');
  await folder.write(
    "model.bin",
    Uint8Array.from({ length: 60 }, (_, i) => i * 4),
  );
  await writeManifest(folder, ["result.json", "model.bin"], { kind: "compare", version: "0.1.0" });
  return folder;
}

/** Reads all of a run, as whoever uses it would. */
const readAll = async (path: string): Promise<void> => (await openRun(path)).verify();

describe("run folder", () => {
  const fresh = freshFolders();

  it("is named after the data, and two processes never share one", async () => {
    const base = join(fresh(), "deep", "runs");
    const folders = await Promise.all(Array.from({ length: 20 }, () => createRunFolder(base, "Churn é.csv")));
    expect(new Set(folders.map(({ path }) => path)).size).toBe(20);
    for (const { name, path } of folders) {
      expect(name).toMatch(/^churn-e-csv-[0-9a-f]{4}$/u);
      expect(readdirSync(path)).toEqual([]);
    }
    const suffixes = ["aaaa", "aaaa", "bbbb"];
    const next = { suffix: () => suffixes.shift()! };
    expect((await createRunFolder(base, "x", next)).name).toBe("x-aaaa");
    expect((await createRunFolder(base, "x", next)).name).toBe("x-bbbb");
    await expect(createRunFolder(base, "x", { suffix: () => "aaaa" })).rejects.toMatchObject({ code: "E523" });
  });

  it("no name leaves its folder", () => {
    for (const name of ["../../etc/passwd", "", "..", "\0", "日本", "a".repeat(500), "C:\\x", "-rf", "con"])
      expect(runSlug(name)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/u);
  });

  it("--out takes a new or an empty folder, nothing else", async () => {
    const base = fresh();
    const made = await createOutFolder(join(base, "a", "b"));
    expect(made.name).toBe("b");
    expect((await createOutFolder(made.path)).path).toBe(made.path);
    await made.write("x", "1");
    await expect(createOutFolder(made.path)).rejects.toMatchObject({
      code: "E150",
      exitCode: 2,
      received: '1 file, such as "x"',
    });
    await expect(createOutFolder(join(made.path, "x"))).rejects.toMatchObject({ code: "E523", exitCode: 5 });
    await expect(createOutFolder(join(made.path, "x", "y"))).rejects.toMatchObject({ code: "E523" });
    expect(readFileSync(join(made.path, "x"), "utf8")).toBe("1");
  });

  for (const code of ["EACCES", "EROFS", "ENOSPC"])
    it(`${code} at any call is known before training, and leaves no folder`, async () => {
      for (let at = 1; at <= 6; at++) {
        const base = fresh();
        const disk = faultyDisk({ at, code, stays: false });
        const error: unknown = await createOutFolder(join(base, "new"), { fs: disk }).catch((e: unknown) => e);
        if (at === 1 && !(error instanceof Error)) continue;
        expect(error, `call ${at}`).toMatchObject({ exitCode: 5, code: code === "ENOSPC" ? "E521" : "E520" });
        expect(existsSync(join(base, "new"))).toBe(false);
      }
    });

  it("only plain names are written", async () => {
    const folder = await createRunFolder(fresh(), "x");
    for (const name of ["../x", "a/b", "", ".hidden", "..", "nul", "COM1.txt", "a\0b", "é", "x."])
      await expect(folder.write(name, ""), name).rejects.toMatchObject({ code: "E900" });
  });

  it("a finished run opens, tells what it is, and holds no path", async () => {
    const base = fresh();
    const { path } = await finished(base);
    const run = await openRun(path);
    expect(run.manifest).toMatchObject({ format: 1, about: { kind: "compare" } });
    expect(run.manifest.files["result.json"]).toEqual({ bytes: 22, sha256: sha256('{"winner":"+ dropout"}') });
    expect(JSON.parse(await run.readText("result.json"))).toEqual({ winner: "+ dropout" });
    await run.verify();
    for (const file of readdirSync(path)) expect(readFileSync(join(path, file), "utf8")).not.toContain(base);
  });

  it("refuses what is no run, unfinished, newer, or not listed", async () => {
    const base = fresh();
    await expect(openRun(join(base, "none"))).rejects.toMatchObject({ code: "E840", exitCode: 8 });
    mkdirSync(join(base, "half"));
    writeFileSync(join(base, "half", "model.onnx"), "");
    await expect(openRun(join(base, "half"))).rejects.toMatchObject({ code: "E840", received: "model.onnx" });
    const { path } = await finished(base);
    const run = await openRun(path);
    for (const name of ["other", "__proto__", "../x", "toString"])
      await expect(run.read(name)).rejects.toMatchObject({ code: "E843" });
    rmSync(join(path, "model.bin"));
    await expect(run.read("model.bin")).rejects.toMatchObject({ code: "E842" });
    const manifest = readFileSync(join(path, "manifest.json"), "utf8");
    writeFileSync(join(path, "manifest.json"), manifest.replace('"format": 1', '"format": 2'));
    await expect(openRun(path)).rejects.toMatchObject({ code: "E841", exitCode: 8 });
  });

  it("a name that leads outside is refused even when the manifest vouches for itself", async () => {
    const { path } = await finished(fresh());
    const manifest = readFileSync(join(path, "manifest.json"), "utf8").replaceAll("model.bin", "../model");
    const body = manifest.slice(0, manifest.indexOf(',\n  "check"'));
    writeFileSync(join(path, "manifest.json"), `${body},\n  "check": "${sha256(body)}"\n}\n`);
    await expect(openRun(path)).rejects.toMatchObject({ code: "E842" });
  });

  it("every file cut at every byte is found", async () => {
    const { path } = await finished(fresh());
    for (const file of readdirSync(path)) {
      const whole = readFileSync(join(path, file));
      for (let length = 0; length < whole.length; length++) {
        writeFileSync(join(path, file), whole.subarray(0, length));
        await expect(readAll(path), `${file} cut at ${length}`).rejects.toMatchObject({ code: "E842", exitCode: 8 });
      }
      writeFileSync(join(path, file), whole);
    }
    await readAll(path);
  });

  it("500 of 500 bit flips are found", async () => {
    const { path } = await finished(fresh());
    const random = randomOf(keyOf(11));
    const files = readdirSync(path);
    for (let i = 0; i < 500; i++) {
      const file = join(path, files[i % files.length]!);
      const whole = readFileSync(file);
      const flipped = Buffer.from(whole);
      flipped[random.below(whole.length)]! ^= 1 << random.below(8);
      writeFileSync(file, flipped);
      await expect(readAll(path), `flip ${i}`).rejects.toMatchObject({ exitCode: 8 });
      writeFileSync(file, whole);
    }
  });
});
