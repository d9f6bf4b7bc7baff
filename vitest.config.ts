import { defineConfig } from "vitest/config";
import Longest from "./test/longest.ts";

/**
 * Each of these has a process of its own: denormals, which a process can no longer tell from 0 once ONNX Runtime has run in it, and a library
 * that must not have been found before.
 */
const ALONE = ["test/kernel/reduce.test.ts", "test/kernel/update.test.ts", "test/run/rewriter/library.test.ts"];

/** A sequencer of one's own would win over `--sequence.shuffle.files`. */
const isShuffled = process.argv.some((argument) => argument.startsWith("--sequence.shuffle"));

export default defineConfig({
  test: {
    testTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    setupFiles: ["./test/setup.ts"],
    reporters: ["default", "./test/summary.ts"],
    ...(isShuffled ? {} : { sequence: { sequencer: Longest } }),
    projects: [
      { extends: true, test: { name: "alone", include: ALONE } },
      {
        extends: true,
        test: {
          ...{ name: "shared", include: ["test/**/*.test.ts"], exclude: ALONE },
          ...{ isolate: false, setupFiles: ["./test/denormals.ts"] },
        },
      },
    ],
  },
});
