// Mean scores and ranks of what quality.py measured, with 95 % bootstrap intervals.
// Run: npx tsx bench/search/table.ts [FILE] [--without CONTESTANTS] [--out FILE.json]
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Line, printed, standingOf } from "./standing.ts";

const usual = fileURLToPath(new URL("../results/search-quality.jsonl", import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string" }, without: { type: "string", default: "" } },
});
const text = readFileSync(positionals[0] ?? usual, "utf8");
const lines = text
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Line)
  .filter(({ contestant }) => !options.without.split(",").includes(contestant));
const standing = standingOf(lines);
console.log(printed(standing));
if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(standing, null, 1)}\n`);
