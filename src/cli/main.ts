#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import type { Io } from "./io.ts";
import { jobs } from "./jobs.ts";
import { run } from "./run.ts";
import { watchSignals } from "./signals.ts";

const controller = watchSignals(process, {
  say: (text) => process.stderr.write(text),
  leave: (code) => process.exit(code),
});

// A reader such as `head` that has enough is no error: the job stops, and nobody hears of it.
let isHeard = true;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  isHeard = false;
  controller.abort({ exitCode: 0 });
});
process.stderr.on("error", () => {});

const io: Io = {
  env: process.env,
  cwd: process.cwd(),
  stdout: {
    write: (text) => isHeard && process.stdout.write(text),
    isTTY: process.stdout.isTTY,
    get columns() {
      return process.stdout.columns;
    },
  },
  stderr: process.stderr,
  now: () => performance.now(),
  readText: (path) => readFile(path, "utf8"),
  signal: controller.signal,
};

const code = await run(process.argv.slice(2), io, jobs);
// Native threads may outlive their work: leave once everything is written.
process.stdout.write("", () => process.exit(code));
