import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** From the top: a folder imports only from folders above it; names on one line are siblings and do not import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ["core"],
  ["kernel"],
  ["data"],
  ["augment"],
  ["graph"],
  ["nn", "loss", "penalty"],
  ["compile"],
  ["run"],
  ["optim"],
  ["train"],
  ["observe"],
  ["decide"],
  ["catalog.ts"],
  ["job"],
  ["serve"],
  ["browser.ts", "index.ts"],
  ["cli"],
];
const src = resolve(import.meta.dirname, "../src");
const level = (room: string): number => LAYERS.findIndex((rooms) => rooms.includes(room));
const roomOf = (file: string): string => relative(src, file).split("/")[0]!;

function filesUnder(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesUnder(path) : path.endsWith(".ts") ? [path] : []));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:from\s+|import\s*\(?\s*)"([^"]+)"/gu)].map((match) => match[1]!);
}

describe("layout law", () => {
  const files = filesUnder(src).filter((file) => !file.includes("/generated/"));

  it("every folder has its place", () => {
    for (const file of files) expect(level(roomOf(file)), file).toBeGreaterThanOrEqual(0);
  });

  it("imports point only upwards in the list", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith("."))
        .map((target) => roomOf(resolve(dirname(file), target)))
        .filter((room) => room !== roomOf(file) && level(room) >= level(roomOf(file)))
        .map((room) => `${relative(src, file)} imports ${room}`),
    );
    expect(wrong).toEqual([]);
  });

  it("only run/ imports onnxruntime, only kernel/ touches WebAssembly", () => {
    for (const file of files) {
      if (roomOf(file) !== "run")
        expect(
          importsOf(file).filter((t) => t.startsWith("onnxruntime")),
          file,
        ).toEqual([]);
      if (roomOf(file) !== "kernel") expect(/\bnew WebAssembly\./u.test(readFileSync(file, "utf8")), file).toBe(false);
    }
  });

  it("no folder imports in a circle within itself", () => {
    const state = new Map<string, "open" | "done">();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        circles.push([...path, file].map((f) => relative(src, f)).join(" → "));
        return;
      }
      state.set(file, "open");
      for (const target of importsOf(file).filter((t) => t.startsWith(".")))
        visit(resolve(dirname(file), target), [...path, file]);
      state.set(file, "done");
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it("files stay near 200 lines", () => {
    for (const file of files) expect(readFileSync(file, "utf8").split("\n").length, file).toBeLessThanOrEqual(260);
  });
});
