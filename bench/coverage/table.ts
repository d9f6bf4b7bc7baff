import { meanAndError } from "../../src/decide/statistics/index.ts";
import { gain } from "../../src/train/best.ts";
import { wilson } from "../generated/wilson.ts";
import type { Measured } from "./measure.ts";

const signed = (x: number): string => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(4)}`;
const shown = (values: readonly number[]): string => {
  const { mean, se } = meanAndError(values);
  return `${signed(mean)} ± ${se.toFixed(4)}`;
};

/** A line per metric: coverage, and how much better validation looked than the population, the test did, and `optimismOf` said. */
export function rowsOf(found: readonly Measured[]): string[] {
  const lines = [...new Set(found.map(({ metric }) => metric))].map((name) => {
    const of = found.filter(({ metric }) => metric === name);
    const covered = of.filter(({ test, population }) => test.low <= population && population <= test.high).length;
    const [low, high] = wilson(covered, of.length).map((share) => (100 * share).toFixed(0));
    const width = of.reduce((sum, { test }) => sum + test.high - test.low, 0) / of.length;
    const cells = [
      `${covered} of ${of.length} [${low}, ${high}] %`,
      width.toFixed(3),
      shown(of.map(({ better, validation, population }) => gain(better, validation, population))),
      shown(of.map(({ estimated }) => estimated)),
      shown(of.map(({ better, test, population }) => gain(better, test.value, population))),
    ];
    return `| ${[name, ...cells].join(" | ")} |`;
  });
  return [
    "| metric | test interval covers the population | its width | validation − population | optimism as estimated | test − population |",
    "|---|--:|--:|--:|--:|--:|",
    ...lines,
  ];
}
