// `npm start` runs the main job on the data set shipped here; `npm start -- ARGS` is the command line, and its hints say so.
import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
execFileSync(process.execPath, [path("build.mjs")], { stdio: ["ignore", process.stderr, process.stderr] });
const given = process.argv.slice(2);
const args = given.length > 0 ? given : ["compare", path("../data/german-credit.csv"), "--target", "class"];
// Ctrl-C reaches the command too, which finishes with what it has: wait for it.
process.on("SIGINT", () => {});
const env = { REGULARIZE_COMMAND: "npm start --", ...process.env };
const { status, signal } = spawnSync(process.execPath, [path("../dist/cli/main.js"), ...args], {
  stdio: "inherit",
  env,
});
process.exit(signal === "SIGINT" ? 130 : signal === "SIGTERM" ? 143 : (status ?? 1));
