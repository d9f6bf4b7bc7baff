import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "vite";

const root = resolve(import.meta.dirname, "../../..");

/** The pages of the dashboard and the playground in a folder. */
export interface Pages {
  readonly folder: string;
  /** Takes away what was made for the test. */
  remove(): Promise<void>;
}

const newest = (path: string): number =>
  !existsSync(path)
    ? 0
    : statSync(path).isDirectory()
      ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
      : statSync(path).mtimeMs;

/** Those that the build left, unless anything that they are made of is newer: then they are made anew. */
export async function builtPages(): Promise<Pages> {
  const built = join(root, "build/dashboard");
  const sources = ["dashboard", "src", "build/kernels.wasm"].map((path) => newest(join(root, path)));
  if (newest(join(built, "playground.html")) >= Math.max(...sources)) return { folder: built, remove: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "regularize-pages-"));
  await build({
    ...{ configFile: join(root, "dashboard/vite.config.ts"), logLevel: "error" },
    build: { outDir: folder, rollupOptions: { input: join(root, "dashboard/playground.html") } },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
