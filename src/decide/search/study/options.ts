import { RegularizeError } from "../../../core/index.ts";
import type { StudyOptions } from "./types.ts";

function checkCount(name: "folds" | "budget" | "lag", value: number | undefined): void {
  if (value === undefined || (Number.isInteger(value) && value >= 1)) return;
  throw new RegularizeError({
    code: "E311",
    where: `study.${name}`,
    message: `study.${name} is out of range`,
    expected: "an integer ≥ 1",
    received: String(value),
  });
}

/** Throws E311 for counts that are none and a level that is none, E154 for two fixed trials of one name. */
export function checkOptions({ folds, budget, lag, race, fixed = [], prune = {} }: StudyOptions): void {
  checkCount("folds", folds);
  checkCount("budget", budget);
  checkCount("lag", lag);
  const { rounds, count, least: staying = 1 } = race ?? { rounds: [], count: 1 };
  if (
    !rounds.every((round, i) => Number.isInteger(round) && round > (rounds[i - 1] ?? 0)) ||
    !(count >= 1 && staying >= 1)
  )
    throw new RegularizeError({
      code: "E311",
      where: "study.race",
      message: "study.race is out of range",
      expected: "rounds of rising integers ≥ 1, a count ≥ 1, a least ≥ 1",
      received: JSON.stringify(race),
    });
  const { p = 0.1, least = 1 } = prune;
  if (!(p > 0 && p < 1 && Number.isInteger(least) && least >= 1))
    throw new RegularizeError({
      code: "E311",
      where: "study.prune",
      message: "study.prune is out of range",
      expected: "p in (0, 1), least an integer ≥ 1",
      received: JSON.stringify(prune),
    });
  const names = fixed.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new RegularizeError({
      code: "E154",
      where: "study.fixed",
      message: `two fixed trials are named ${JSON.stringify(twice)}`,
      todo: "rename one, or leave one out",
    });
}
