// Stands for the command line: leaves a search's folder behind as `tune` does, works until it is asked to stop, and goes on.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const zlib = require("node:zlib");

const [verb] = process.argv.slice(2);
const out = process.argv.find((word) => word.startsWith("--out="))?.slice(6) ?? process.argv.at(-1);
fs.mkdirSync(out, { recursive: true });
const line = (record) => {
  const rest = JSON.stringify(record);
  const crc = zlib.crc32(Buffer.from(rest)).toString(16).padStart(8, "0");
  return `${rest.slice(0, -1)},"crc":"${crc}"}\n`;
};
const note = (record) => fs.appendFileSync(path.join(out, "events.jsonl"), line(record));
const body = JSON.stringify({ v: 1, kind: "tune", options: { data: "credit.csv" }, folds: 1, metric: "auc", fixed: [] });
fs.writeFileSync(path.join(out, "job.json"), `${body}\n${createHash("sha256").update(body).digest("hex")}\n`);
note({
  ...{ v: 1, type: "start", job: "tune", data: "credit.csv", options: {}, task: "binary", pid: process.pid },
  ...{ host: os.hostname(), metric: { name: "auc", title: "AUC", better: "higher" } },
});
let done = 0;
const work = setInterval(() => {
  done++;
  fs.appendFileSync(path.join(out, "study.jsonl"), line({ type: "asked", id: done, fold: 0, values: { dropout: done / 10 }, source: "sampled" }));
  fs.appendFileSync(path.join(out, "study.jsonl"), line({ type: "told", id: done, fold: 0, outcome: { score: 0.7 }, seconds: 1, at: done }));
  note({ v: 1, type: "trial", recipe: `trial ${done}`, seed: 0, done, total: 50, status: "ok", validation: 0.7, at: done });
}, 120);
process.on("SIGINT", () => {
  clearInterval(work);
  note({ type: "end", state: "failed", error: { code: "E107", message: "Interrupted" } });
  process.exitCode = 130;
});
void verb;
