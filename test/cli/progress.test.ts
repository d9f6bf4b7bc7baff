import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createProgress, plainProgress } from "../../src/cli/progress.ts";
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

  it.each([
    ["no terminal", { TERM: "xterm" }, false],
    ["CI", { TERM: "xterm", CI: "true" }, true],
    ["a dumb terminal", { TERM: "dumb" }, true],
  ])("is plain with %s", async (_, env, isTTY) => {
    const printed: string[] = [];
    const stderr = { write: (text: string) => printed.push(text), isTTY, columns: 80 };
    const progress = await createProgress({ env, stderr, now: () => 0 });
    progress.step(step(50));
    progress.stop();
    expect(printed.join("")).toBe("50/50 trials  plain  validation .8  0 s\n");
  });
});

describe("progress on a terminal", () => {
  const terminal = () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    let text = "";
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    return { stream, text: () => text };
  };

  it("is one bar within the line, that is gone when it stops; notices stay", async () => {
    const { stream, text } = terminal();
    let time = 0;
    const progress = await createProgress({ env: { TERM: "xterm" }, stderr: stream, now: () => time });
    time = 6000;
    progress.step(step(3, "a recipe with a name that is far too long for the line"));
    expect(text()).toMatch(/█░+ 3\/50 trials {2}1:34 min left {2}a recipe with a name th…/u);
    progress.log(["✔ data   1,000 × 21"]);
    expect(text()).toMatch(/✔ data {3}1,000 × 21\n$/u);
    progress.step(step(4));
    progress.stop();
    expect(text().split("\n")).toHaveLength(2);
    expect(text().slice(text().lastIndexOf("\u001b[1G"))).toMatch(/^\p{Cc}\[1G\p{Cc}\[[02]K$/u);
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
