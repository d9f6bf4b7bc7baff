import { EventEmitter } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createProgress, plainProgress } from "../../src/cli/progress.ts";
import { betterIn, watchEpochs, watchTrials } from "../../src/cli/watch.ts";
import { stretched } from "../../src/cli/text/sparkline.ts";
import { clean } from "../../src/cli/text/width.ts";
import type { TrialEvent } from "../../src/job/types.ts";
import { stopCode, watchSignals } from "../../src/cli/signals.ts";

const step = (done: number, label = "plain") => ({ done, total: 50, unit: "trials", label, outcome: "validation .8" });

describe("progress off a terminal", () => {
  it("is at most a line in ten seconds, and one at the end", () => {
    let time = 0;
    const printed: string[] = [];
    const progress = plainProgress({ stderr: { write: (text) => printed.push(text) }, now: () => time });
    for (let done = 1; done <= 50; done++) {
      time += 1300;
      progress.step(step(done));
    }
    const text = printed.join("");
    const lines = text.trimEnd().split("\n");
    expect(lines.map((line) => line.split(" ")[0])).toEqual([
      "8/50",
      "16/50",
      "24/50",
      "32/50",
      "40/50",
      "48/50",
      "50/50",
    ]);
    expect(lines[0]).toBe("8/50 trials  plain  validation .8  10 s");
    for (const control of ["\r", "\u001b"]) expect(text).not.toContain(control);
  });

  it("tells the last step once, however many parts it has", () => {
    const printed: string[] = [];
    const progress = plainProgress({ stderr: { write: (text) => printed.push(text) }, now: () => 0 });
    for (const label of ["weak", "strong", "stronger"]) progress.step(step(50, label));
    expect(printed).toEqual(["50/50 trials  weak  validation .8  0 s\n"]);
  });

  it.each([
    ["no terminal", { TERM: "xterm" }, false],
    ["CI", { TERM: "xterm", CI: "true" }, true],
    ["a dumb terminal", { TERM: "dumb" }, true],
  ])("is plain with %s", (_, env, isTTY) => {
    const printed: string[] = [];
    const stderr = { write: (text: string) => printed.push(text), isTTY, columns: 80 };
    const progress = createProgress({ env, stderr, now: () => 0 });
    progress.step({ ...step(50), details: ["   for who looks on"] });
    progress.stop();
    expect(printed.join("")).toBe("50/50 trials  plain  validation .8  0 s\n");
  });
});

/** The controls that progress uses: up by lines, and erase what follows. */
const CODE = new RegExp(`${String.fromCharCode(27)}\\[(\\d*)([AJ])`, "uy");

/** What is to be seen on a terminal after everything that was written: understands what progress uses, and nothing else. */
function screenOf(written: string, columns: number): string[] {
  const rows: string[] = [""];
  let [row, column] = [0, 0];
  for (let at = 0; at < written.length; ) {
    CODE.lastIndex = at;
    const code = CODE.exec(written);
    if (code !== null) {
      if (code[2] === "A") row -= Number(code[1]);
      else rows.splice(row, rows.length, (rows[row] ?? "").slice(0, column));
      at += code[0].length;
      continue;
    }
    const sign = String.fromCodePoint(written.codePointAt(at)!);
    at += sign.length;
    if (sign === "\r") column = 0;
    else if (sign === "\n") [row, column] = [row + 1, 0];
    else {
      expect(sign, "an unknown control").not.toMatch(/\p{Cc}/u);
      rows[row] = (rows[row] ?? "").slice(0, column) + sign;
      column++;
    }
    expect(row).toBeGreaterThanOrEqual(0);
    expect(column).toBeLessThan(columns);
    rows[row] ??= "";
  }
  return rows.slice(0, rows.findLastIndex((line) => line !== "") + 1);
}

describe("progress on a terminal", () => {
  const terminal = (columns = 80) => {
    let text = "";
    let time = 0;
    const stderr = { isTTY: true, columns, write: (part: string) => (text += part) };
    const io = { env: { TERM: "xterm" }, stderr, now: () => time };
    const pass = (ms: number): void => {
      time += ms;
    };
    return { io, pass, text: () => text, screen: () => screenOf(text, columns) };
  };

  it("is a bar within the line, that is gone when it stops; notices stay", () => {
    const { io, pass, screen } = terminal();
    const progress = createProgress(io);
    pass(6000);
    progress.step(step(3, "a recipe with a name that is far too long for the line"));
    expect(screen()).toEqual([
      expect.stringMatching(/^ █░+ 3\/50 trials {2}1:34 min left {2}a recipe with a name tha…$/u),
    ]);
    progress.log(["✔ data   1,000 × 21"]);
    expect(screen()).toEqual(["✔ data   1,000 × 21", expect.stringMatching(/█░+ 3\/50/u)]);
    pass(100);
    progress.step({ ...step(4), details: ["   trials  4 done", "   best    .8"] });
    expect(screen()).toEqual([
      "✔ data   1,000 × 21",
      expect.stringContaining("4/50"),
      "   trials  4 done",
      "   best    .8",
    ]);
    progress.stop();
    expect(screen()).toEqual(["✔ data   1,000 × 21"]);
  });

  it("draws at most about ten times a second, and always the last", () => {
    const { io, pass, text, screen } = terminal();
    const progress = createProgress(io);
    for (let done = 1; done <= 49; done++) {
      pass(10);
      progress.step(step(done));
    }
    expect(text().match(/trials/gu)!.length).toBeLessThan(8);
    progress.step(step(50));
    expect(screen()[0]).toMatch(/50\/50 trials {2}0\.0 s left/u);
  });

  it("stays within the line for any name, in any width", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 140 }), fc.string({ unit: "binary" }), (columns, name) => {
        const { io, screen } = terminal(columns);
        const progress = createProgress(io);
        progress.step({ ...step(50, clean(name)), details: [clean(name)] });
        progress.stop();
        expect(screen()).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("what one sees of a search", () => {
  const event = (recipe: string, validation: number | undefined, done: number): TrialEvent => ({
    ...{ v: 1, type: "trial", recipe, seed: 0, done, total: 12, seconds: 1 },
    ...(validation === undefined ? { status: "failed" } : { status: "ok", validation }),
  });

  it("counts what is done, running and failed, and tells the best mean of those with all repeats", () => {
    const watch = watchTrials(4);
    watch.add(event("plain", 0.7, 1), "higher");
    watch.add(event("dropout", 0.9, 2), "higher");
    watch.add(event("plain", 0.72, 3), "higher");
    // Only plain has two repeats yet.
    const [counts, best] = watch.add(event("bad", undefined, 4), "higher");
    expect(counts).toBe("   trials  3 done · 4 running · 1 failed");
    expect(best).toMatch(/^ {3}best {4}\.71 {6}█*[▁-█]{4} {2}plain$/u);
    watch.add(event("dropout", 0.8, 5), "higher");
    expect(watch.add(event("x", 0.99, 11), "higher")).toEqual([
      "   trials  10 done · 1 running · 1 failed",
      expect.stringMatching(/\.85 .* {2}dropout$/u),
    ]);
    expect(watch.add(event("x", 0.5, 12), undefined)).toEqual(["   trials  11 done · 0 running · 1 failed"]);
  });

  it("knows from the task's notice which scores are better", () => {
    expect(betterIn("binary, bad 30 % (change: --positive good) · metric AUC ↑ (change: --metric)")).toBe("higher");
    expect(betterIn("regression · metric RMSE ↓ (change: --metric)")).toBe("lower");
    expect(betterIn("60/20/20 stratified")).toBeUndefined();
  });

  it("shows both curves of a training on one scale, and the best epoch", () => {
    const watch = watchEpochs();
    let lines: string[] = [];
    [0.5, 0.3, 0.4].forEach((validation, i) => {
      const loss = { train: 1, validation: 1 };
      lines = watch.add({ v: 1, type: "epoch", epoch: i + 1, epochs: 5, train: 0.1, validation, loss }, "lower");
    });
    expect(lines).toEqual(["   train       .1       ▁▁▁", "   validation  .4       █▄▆  best .3 at epoch 2"]);
  });

  it("a long curve is shortened, and its end is its end", () => {
    const long = Array.from({ length: 1000 }, (_, i) => i);
    expect(stretched(long, 32)).toHaveLength(32);
    expect(stretched(long, 32).at(-1)).toBe(999);
    expect(stretched([1, 2], 32)).toEqual([1, 2]);
    expect(stretched([Number.NaN, Number.NaN, 3, 4], 2)).toEqual([Number.NaN, 4]);
  });
});

describe("signals", () => {
  const watch = () => {
    const source = new EventEmitter();
    const said: string[] = [];
    const left: number[] = [];
    const { signal } = watchSignals(source, { say: (text) => said.push(text), leave: (code) => left.push(code) });
    return { source, said, left, signal };
  };

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s once asks to stop and leaves with %i, twice leaves at once", (name, code) => {
    const { source, said, left, signal } = watch();
    expect(stopCode(signal)).toBeUndefined();
    source.emit(name);
    expect(stopCode(signal)).toBe(code);
    expect(said).toHaveLength(1);
    expect(left).toEqual([]);
    source.emit(name);
    expect(left).toEqual([code]);
    expect(said).toHaveLength(1);
  });
});
