import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadTransformers } from "../../../src/run/rewriter/library.ts";
import { writeWordModel } from "../../support/wordModel.ts";

const root = join(import.meta.dirname, "../../..");
const base = mkdtempSync(join(tmpdir(), "regularize-library-"));
afterAll(() => rmSync(base, { recursive: true }));

const everything = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort();

/** Rewrites two texts in a process of its own, with all that could reach a network counted. */
const SCRIPT = `
  import { createRequire, syncBuiltinESMExports } from "node:module";
  import dns from "node:dns";
  import dgram from "node:dgram";
  import fs from "node:fs";
  import net from "node:net";
  const reached = [];
  const watch = (object, name) => {
    const real = object[name];
    object[name] = function (...args) { reached.push(name); return real.apply(this, args); };
  };
  watch(net.Socket.prototype, "connect");
  watch(dgram, "createSocket");
  for (const name of ["lookup", "resolve", "resolve4"]) watch(dns, name);
  for (const name of ["lookup", "resolve"]) watch(dns.promises, name);
  globalThis.fetch = async (url) => { reached.push("fetch " + url); throw new Error("no network"); };
  syncBuiltinESMExports();
  const { openRewriter } = await import(ROOT + "/src/run/index.ts");
  const { keyOf } = await import(ROOT + "/src/core/index.ts");
  const loadedAtStart = Object.keys(createRequire(ROOT + "/package.json").cache).some((file) => file.includes("onnxruntime-node"));
  const rewriter = await openRewriter([{ folder: MODEL }], { temperature: 0, threads: 1 });
  const said = await rewriter.rewrite(["a cat", "cat"], keyOf(1));
  await rewriter.dispose();
  const before = reached.length;
  net.connect({ host: "127.0.0.1", port: 9 }).on("error", () => undefined).destroy();
  const isWatched = reached.length > before;
  const maps = fs.existsSync("/proc/self/maps") ? fs.readFileSync("/proc/self/maps", "utf8") : "";
  const runtimes = [...new Set(maps.match(/\\S*libonnxruntime\\.so\\S*/g) ?? [])];
  process.stdout.write(JSON.stringify({ said, reached: reached.slice(0, before), isWatched, runtimes, loadedAtStart, telemetry: process.env.ORT_DISABLE_TELEMETRY }));
`;

describe("transformers.js", () => {
  it("is asked for by name where it is missing, and found when it is there", async () => {
    const missing = (): Promise<never> => Promise.reject(new Error("Cannot find package '@huggingface/transformers'"));
    await expect(loadTransformers(missing)).rejects.toMatchObject({
      code: "E290",
      todo: "npm i @huggingface/transformers@4.3.1",
      details: [expect.stringContaining("Cannot find package")],
    });
    expect((await loadTransformers()).AutoTokenizer.name).toBe("AutoTokenizer");
  });

  it("runs on our ONNX Runtime, reaches no network, says nothing and writes nothing", () => {
    const model = writeWordModel(join(base, "model"), { dictionary: { a: "the", cat: "kitty" }, padding: "never" });
    const home = join(base, "home");
    mkdirSync(home);
    const library = realpathSync(join(root, "node_modules/@huggingface/transformers"));
    const before = [everything(library), everything(model)];
    const script = `const ROOT = ${JSON.stringify(root)}, MODEL = ${JSON.stringify(model)};${SCRIPT}`;
    const { ORT_DISABLE_TELEMETRY: _, ...env } = process.env;
    const tsx = join(root, "node_modules/tsx/dist/loader.mjs");
    const { stdout, stderr } = spawnSync(process.execPath, ["--import", tsx, "--input-type=module", "-e", script], {
      cwd: home,
      env: { ...env, HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, TMPDIR: home },
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const found = JSON.parse(stdout) as { readonly runtimes: readonly string[] };
    expect(found).toMatchObject({ said: ["the kitty", "kitty"], reached: [], isWatched: true, loadedAtStart: false });
    expect(found).toMatchObject({ telemetry: "1" });
    expect(found.runtimes).toHaveLength(process.platform === "linux" ? 1 : 0);
    expect(readdirSync(home).filter((name) => !name.startsWith("tsx-"))).toEqual([]);
    expect([everything(library), everything(model)]).toEqual(before);
  });

  it("shares its native runtime with us", () => {
    const own = createRequire(join(root, "package.json"));
    const theirs = createRequire(own.resolve("@huggingface/transformers"));
    expect(realpathSync(theirs.resolve("onnxruntime-node"))).toBe(realpathSync(own.resolve("onnxruntime-node")));
  });

  it("is imported in one place, when it is needed", () => {
    const sources = everything(join(root, "src")).filter((file) => file.endsWith(".ts"));
    const naming = sources.filter((file) => readFileSync(join(root, "src", file), "utf8").includes('"@huggingface/'));
    expect(naming.every((file) => file.startsWith(join("run", "rewriter")))).toBe(true);
    for (const file of naming) {
      const text = readFileSync(join(root, "src", file), "utf8");
      expect(text.match(/^import (?!type).*"@huggingface\//mu), file).toBeNull();
    }
    const dynamic = sources.filter((file) =>
      readFileSync(join(root, "src", file), "utf8").includes('import("@huggingface/'),
    );
    expect(dynamic).toEqual([join("run", "rewriter", "library.ts")]);
  });
});
