// Joins the compiled files of dist/ into few: a process that reads a thousand small ones starts for half a second longer. Types stay as they are.
import { cpSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";

/** What is opened by its name: by npm, by users, by processes and threads of ours. */
const ENTRIES = ["index", "browser", "cli/main", "job/queue/worker", "job/augment/imageWorker"];

/** Files of this extension below a folder. */
const filesOf = (folder, extension) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(extension));

/** Removes folders that are empty now. */
function removeEmpty(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmpty(join(folder, entry.name));
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Bundles `dist`, by way of the folder `beside` it. Chunks lie as deep as the compiled files, so that paths from them to the package's files hold. */
export async function bundle(dist, beside) {
  rmSync(beside, { recursive: true, force: true });
  const { output } = await build({
    input: Object.fromEntries(ENTRIES.map((name) => [name, join(dist, `${name}.js`)])),
    platform: "node",
    external: (id) => !id.startsWith(".") && !id.startsWith(dist),
    output: { dir: beside, format: "esm", entryFileNames: "[name].js", chunkFileNames: "chunk/[name]-[hash].js" },
    logLevel: "warn",
  });
  const [shallow] = output.filter(({ fileName, code }) => !fileName.includes("/") && code.includes("import.meta"));
  if (shallow !== undefined) throw new Error(`${shallow.fileName} takes paths from its own place: move it down`);
  for (const path of filesOf(dist, ".js")) rmSync(join(dist, path));
  cpSync(beside, dist, { recursive: true });
  rmSync(beside, { recursive: true });
  removeEmpty(dist);
}
