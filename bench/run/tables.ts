import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { svgDocument } from "../../src/observe/picture/document.ts";
import { forest, forestHeight, type ForestRow } from "../../src/observe/report/draw/forest.ts";
import { WIDTH } from "../../src/observe/report/draw/svg.ts";
import { style } from "../../src/observe/report/write/style.ts";
import type { Grown } from "../growth.ts";
import type { JobResult } from "../jobs/race.ts";
import type { Line } from "../speed.ts";
import type { Ratio } from "../step/statistics.ts";

const at = (path: string): string => new URL(`../${path}`, import.meta.url).pathname;

function read<T>(name: string): T | undefined {
  const path = at(`results/${name}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : undefined;
}

/** A single run has no interval. */
const ratioText = ({ ratio, low, high }: Ratio): string =>
  (low === high ? ratio.toFixed(2) : `${ratio.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`).replaceAll(
    /\b0\./gu,
    ".",
  );
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? "---" : "--:")), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

interface Speed {
  readonly lines: readonly Line[];
}
interface Jobs {
  readonly results: readonly JobResult[];
}
interface Start {
  readonly results: readonly { readonly name: string; readonly clock: number; readonly cpu: number }[];
}
interface Infer {
  readonly results: readonly {
    readonly rows: number;
    readonly name: string;
    readonly cpu: number;
    readonly ratio: Ratio;
  }[];
}
interface Growth {
  readonly results: readonly Grown[];
}

const steps = ({ lines }: Speed): string =>
  table(
    ["step", "contestant", "CPU µs", "ours ÷ it, CPU"],
    lines
      .filter(({ error }) => error === undefined)
      .map(({ workload, contestant, cpu, ratio }) => [
        ...[workload, contestant, cpu.toFixed(0), ratio === undefined ? "" : ratioText(ratio.cpu)],
      ]),
  );
const jobs = ({ results }: Jobs): string =>
  table(
    ["job", "contestant", "runs", "CPU s", "clock s", "peak MiB", "it ÷ peer, CPU"],
    results.flatMap(({ name, runs, lines }) =>
      lines.map(({ who, cpu, seconds, peak, ratio }) => [
        ...[name, who, String(runs), cpu.toFixed(1), seconds.toFixed(1), peak?.toFixed(0) ?? ""],
        ratio === undefined ? "" : ratioText(ratio),
      ]),
    ),
  );
const inference = ({ results }: Infer): string =>
  table(
    ["rows", "contestant", "CPU µs a call", "ours ÷ it"],
    results.map(({ rows, name, cpu, ratio }) => [String(rows), name, cpu.toFixed(0), ratioText(ratio)]),
  );
const start = ({ results }: Start): string =>
  table(
    ["start", "CPU ms", "clock ms"],
    results.map(({ name, clock, cpu }) => [name, cpu.toFixed(0), clock.toFixed(0)]),
  );
const growth = ({ results }: Growth): string =>
  table(
    ["axis", "exponent of CPU", "of memory", "runs", "sizes: CPU s, peak MiB"],
    results.map(({ axis, runs, exponent, low, high, memory, lines }) => [
      ...[axis, ratioText({ ratio: exponent, low, high }), ratioText({ ratio: memory, low: memory, high: memory })],
      String(runs),
      lines
        .map(({ size, cpu, peak }) => `${size.toLocaleString("en")}: ${cpu.toFixed(2)}, ${peak.toFixed(0)}`)
        .join("; "),
    ]),
  );

/** One line per peer of every step: log₂ of the ratio, so that twice and half as fast are as far from zero. */
function picture({ lines }: Speed): string {
  const rows = lines.flatMap(({ workload, contestant, ratio }): ForestRow[] => {
    if (ratio === undefined) return [];
    const [value, low, high] = [ratio.cpu.ratio, ratio.cpu.low, ratio.cpu.high].map(Math.log2) as [
      number,
      number,
      number,
    ];
    const sign = high < 0 ? "better" : low > 0 ? "worse" : "unclear";
    return [{ ...{ name: `${workload} · ${contestant}`, value, low, high, sign }, tip: ratioText(ratio.cpu) }];
  });
  const label = "Processors' time of a step: ours in that of each peer, as powers of two; below zero ours is faster";
  return svgDocument({
    ...{ width: WIDTH, height: forestHeight(rows.length), label, style: style.text },
    body: forest(rows, { axis: "log₂(ours ÷ it), CPU; faster is right", difference: "lower", labels: 246 }),
  });
}

/** Replaces what is between `<!-- NAME -->` and `<!-- /NAME -->` in bench/README.md, for the results that exist. */
export function writeTables(): void {
  const speed = read<Speed>("speed");
  const made: Readonly<Record<string, string | undefined>> = {
    speed: speed && steps(speed),
    jobs: shownBy(read<Jobs>("jobs"), jobs),
    infer: shownBy(read<Infer>("infer"), inference),
    start: shownBy(read<Start>("start"), start),
    growth: shownBy(read<Growth>("growth"), growth),
  };
  let text = readFileSync(at("README.md"), "utf8");
  for (const [name, content] of Object.entries(made)) {
    const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [text.indexOf(from), text.indexOf(to)];
    if (content === undefined || start < 0 || end < 0) continue;
    text = `${text.slice(0, start + from.length)}\n${content}\n${text.slice(end)}`;
  }
  writeFileSync(at("README.md"), text);
  if (speed !== undefined) writeFileSync(at("results/speed.svg"), picture(speed));
}

function shownBy<T, R>(results: T | undefined, show: (results: T) => R): R | undefined {
  return results === undefined ? undefined : show(results);
}
