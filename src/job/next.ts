import { type Compared, diagnoseComparison } from "../decide/index.ts";
import { show, showSigned } from "../decide/wording.ts";
import { PLAIN } from "./ladder.ts";
import { keptEdit } from "./command.ts";
import { isSurelyBetter } from "./result.ts";
import type { CompareResult, DataOptions, Next } from "./types.ts";

/** An edit whose commands on `DATA` name the data. */
export const namingNext = (next: Next, options: DataOptions): Next => ({
  ...next,
  edit: keptEdit(next.edit, options),
});

type Table = Pick<CompareResult, "recipes" | "metric" | "baseline" | "test" | "winner">;

/** The table as the verdict wants it, and its winner. */
export function comparedOf({ recipes, metric, baseline, test, winner }: Table): Compared {
  const best = recipes.find(({ name }) => name === winner) ?? recipes[0]!;
  return {
    ...{ recipes, metric, baseline, repeats: Math.max(...recipes.map(({ scores }) => scores.length)) },
    winner: { name: best.name, train: best.train, validation: best.validation.mean, test: test.winner.value },
  };
}

/** What a comparison says is to be changed next. */
export function nextOfComparison(table: Table): Next {
  const { next, also } = diagnoseComparison(comparedOf(table));
  return { ...next, also: also.map(({ sentence }) => sentence) };
}

/** What is left to do after a search. */
export function nextOfStudy({ recipes, winner, metric, seconds }: Table & Pick<CompareResult, "seconds">): Next {
  const effect = recipes.find(({ name }) => name === winner)?.effect;
  const isAlone = winner !== PLAIN && !recipes.some(({ name, failed }) => name === PLAIN && failed === undefined);
  if (effect === undefined && isAlone)
    return {
      edit: `--budget ${Math.max(1, Math.ceil((3 * seconds) / 60))}m`,
      expect: "the untuned default beside what won: it did not finish in this time",
    };
  if (effect === undefined) return { edit: "none: keep the default", expect: "nothing that was tried does better" };
  const { mean, low, high } = effect;
  if (isSurelyBetter(effect, metric.better))
    return {
      edit: "none: what won is in model.onnx",
      expect: `${metric.title} ${showSigned(mean)} [${show(low)}, ${show(high)}] on validation`,
    };
  return {
    edit: "regularize compare DATA --recipe recipe.json --seeds 10",
    expect: "whether the difference is chance: an interval two thirds as wide",
  };
}
