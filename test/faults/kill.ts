// npx tsx test/faults/kill.ts --kills 50 [--inside 20] [--seed 1]: kills the built command line and compares what it ends with.
import { parseArgs } from "node:util";
import { killRuns } from "./killing.ts";

const { values } = parseArgs({
  options: { kills: { type: "string" }, inside: { type: "string" }, seed: { type: "string" } },
});
const kills = Number(values.kills ?? 50);
const inside = Number(values.inside ?? Math.ceil(0.4 * kills));
const start = performance.now();
const tally = await killRuns({ kills, inside, seed: Number(values.seed ?? 1), log: console.log });
const seconds = Math.round((performance.now() - start) / 1000);
const where = `${tally.inside} inside a checkpoint write, at ${tally.places} different calls of it`;
console.log(`${tally.same}/${tally.runs} runs end with the same SHA-256 ${tally.weights}`);
console.log(`${tally.kills} kills, ${where}; ${seconds} s`);
process.exitCode = tally.same === tally.runs ? 0 : 1;
