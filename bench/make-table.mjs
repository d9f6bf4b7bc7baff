/** Writes a table of random numbers and categories: `node bench/make-table.mjs OUT.csv [rows] [columns]`. */
import { createWriteStream } from "node:fs";
import { once } from "node:events";

const [path, rows = "1000000", columns = "20"] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: node bench/make-table.mjs OUT.csv [rows] [columns]");

let state = 42;
/** Uniform in [0, 1): a linear congruential generator is random enough to fill a file. */
const uniform = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

const cities = Array.from({ length: 300 }, (_, i) => `city ${i}`);
const makers = [
  () => (uniform() * 1000).toFixed(4),
  () => String(Math.floor(uniform() * 100)),
  () => (uniform() < 0.02 ? "" : (uniform() - uniform()).toPrecision(7)),
  () => ["red", "green", "blue", "none"][Math.floor(uniform() * 4)],
  () => cities[Math.floor(uniform() ** 2 * cities.length)],
];

const width = Number(columns);
const out = createWriteStream(path);
out.write(`${Array.from({ length: width }, (_, i) => (i === width - 1 ? "target" : `x${i}`)).join(",")}\n`);
for (let row = 0, block = []; row < Number(rows); row++) {
  const cells = Array.from({ length: width - 1 }, (_, i) => makers[i % makers.length]());
  block.push(`${cells.join(",")},${uniform() < 0.3 ? "yes" : "no"}\n`);
  if (block.length === 5000 || row === Number(rows) - 1) {
    if (!out.write(block.join(""))) await once(out, "drain");
    block = [];
  }
}
out.end();
await once(out, "finish");
