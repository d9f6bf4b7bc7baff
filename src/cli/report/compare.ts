import type { CompareResult, RecipeResult } from "../../job/types.ts";
import { count, type ScoreFormat, scoreFormat, showChange, showScore, showShare } from "../text/numbers.ts";
import { renderTable, type TableColumn } from "../text/table.ts";
import { clean } from "../text/width.ts";
import { gapLines } from "./gap.ts";
import { labelled, continued, PRINTED, type Style, warned } from "./lines.ts";
import { nextLines } from "./next.ts";
import { type Given, savedLines } from "./run.ts";

/** Fewer sealed rows than this tell only what is large. */
const FEW = 50;
/** Shares of zeros below this are chance. */
const ZEROS_WORTH_TELLING = 0.001;
/** The whole answer of a comparison: table, notes, verdict, test score, where it is saved, what to do next. */
export function compareReport(result: CompareResult, style: Style, of?: Given): string[] {
  return [
    ...table(result, style),
    ...notes(result).map((line) => style.colors.dim(` ${line}`)),
    ...labelled("verdict", clean(result.conclusion), style),
    ...nextLines(result.next, style, of),
    ...keptGap(result, style),
    ...testLines(result, style),
    ...savedLines(result, ["report.html", "model.onnx", "recipe.json"], of),
  ];
}

/** The gap of the model that is kept. */
export const keptGap = ({ findings, winner, test }: CompareResult, style: Style): string[] =>
  findings === undefined ? [] : gapLines(findings, style, `${winner}, repeat ${test.exported.seed}`);

export const formatOf = ({ recipes, task }: CompareResult): ScoreFormat =>
  scoreFormat(
    recipes.flatMap(({ train, validation }) => [train, validation.mean]),
    recipes.map(({ validation }) => validation.se),
    task !== "regression",
  );

/** Within one standard error of the winner: the repeats do not tell them apart. */
export function isTied(recipe: RecipeResult, winner: RecipeResult | undefined): boolean {
  if (winner === undefined || recipe === winner) return false;
  return Math.abs(recipe.validation.mean - winner.validation.mean) <= winner.validation.se;
}

function table(result: CompareResult, style: Style): string[] {
  const { recipes, metric } = result;
  const winner = recipes.find(({ name }) => name === result.winner);
  const mark = (recipe: RecipeResult): string => (recipe === winner ? "★" : isTied(recipe, winner) ? "≈" : " ");
  const arrow = metric.better === "higher" ? "↑" : "↓";
  const cells = (show: (recipe: RecipeResult) => string): string[] => recipes.map(show);
  const columns: TableColumn[] = [
    {
      title: `  recipe (${clean(metric.title)} ${arrow})`,
      align: "left",
      cells: cells((r) => `${mark(r)} ${clean(r.name)}`),
    },
    ...scoreColumns(result, cells),
  ];
  const failures = recipes.flatMap(({ failed }, row) => (failed === undefined ? [] : [[row, clean(failed)] as const]));
  return renderTable(columns, {
    width: style.width,
    spans: new Map(failures),
    paint: (text, row, column) => paint(text, recipes[row], column, result, style),
  });
}

function scoreColumns(
  result: CompareResult,
  cells: (show: (recipe: RecipeResult) => string) => string[],
): TableColumn[] {
  const format = formatOf(result);
  const score = (x: number | null | undefined): string => showScore(x, format);
  return [
    { title: "train", align: "right", goes: 1, cells: cells((r) => score(r.train)) },
    {
      title: "validation",
      align: "right",
      cells: cells(({ validation: { mean, se } }) => `${score(mean)} ± ${score(se)}`),
    },
    { title: "gap", align: "right", goes: 2, cells: cells((r) => score(r.gap)) },
    { ...EFFECT, align: "left", goes: 3, cells: showEffects(result.recipes, format) },
  ];
}

const EFFECT = { title: "effect on validation (95 %)", short: "effect (95 %)" };

/** `+.019 [.012, .026]`; the recipe that effects are measured against has `–`. */
function showEffects(recipes: readonly RecipeResult[], format: ScoreFormat): string[] {
  const means = recipes.map(({ effect }) => showChange(effect?.mean, format));
  const size = Math.max(...means.map((text) => text.length));
  return recipes.map(({ effect }, i) => {
    if (effect === undefined) return "–";
    const [low, high] = [showScore(effect.low, format), showScore(effect.high, format)];
    return `${means[i]!.padStart(size)} ${low === "–" ? "no interval" : `[${low}, ${high}]`}`;
  });
}

function paint(
  text: string,
  recipe: RecipeResult | undefined,
  column: TableColumn,
  result: CompareResult,
  style: Style,
) {
  const { colors } = style;
  if (recipe === undefined) return colors.dim(text);
  const { effect } = recipe;
  if (column.short === EFFECT.short && effect !== undefined) {
    const [up, down] = result.metric.better === "higher" ? [colors.green, colors.red] : [colors.red, colors.green];
    return effect.low > 0 ? up(text) : effect.high < 0 ? down(text) : text;
  }
  return recipe.name === result.winner ? colors.bold(text) : text;
}

function notes(result: CompareResult): string[] {
  const format = formatOf(result);
  const winner = result.recipes.find(({ name }) => name === result.winner);
  const hasTies = result.recipes.some((recipe) => isTied(recipe, winner));
  const zeros = result.recipes.filter((recipe) => recipe.zeros >= ZEROS_WORTH_TELLING);
  const direction = result.metric.better === "higher" ? "higher" : "lower";
  return [
    `★ best on validation${hasTies ? "   ≈ within one standard error of it" : ""}   ${direction} is better`,
    ...zeros.map((recipe) => `${clean(recipe.name)} zeroed ${showShare(recipe.zeros)} of the weights`),
    ...(Number.isFinite(result.baseline)
      ? [`always guessing the same scores ${showScore(result.baseline, format)}`]
      : []),
  ];
}

/** The sealed test of the winner and of plain. */
export function testLines(result: CompareResult, { colors, width }: Style): string[] {
  const style = { colors, width: Math.min(width, PRINTED) };
  const { winner, plain, difference, exported, rows } = result.test;
  const format = formatOf(result);
  const interval = ({ value, low, high }: typeof winner): string =>
    `${showScore(value, format)} [${showScore(low, format)}, ${showScore(high, format)}]`;
  const change = `${showChange(difference.value, format)} [${showScore(difference.low, format)}, ${showScore(difference.high, format)}]`;
  const isPlain = result.recipes.find(({ name }) => name === result.winner)?.effect === undefined;
  const against = isPlain ? "" : ` against plain ${interval(plain)}`;
  const together = exported.models ?? 1;
  const models = result.recipes.find(({ name }) => name === result.winner)?.scores.length ?? 0;
  const scored = `${interval(winner)}${against} on ${count(rows)} sealed rows`;
  const few =
    rows < FEW && Number.isFinite(winner.high - winner.low)
      ? `${count(rows)} rows are few: they tell this score to ± ${showScore((winner.high - winner.low) / 2, format)}, no finer`
      : "";
  const one = together > 1 ? `its ${together} networks averaged, the default a single one` : "one model";
  const how = `(${together > 1 || models === 1 ? one : `mean of ${models} models`}; interval over rows)`;
  const whole = labelled("test", `${scored} ${how}`, style);
  return [
    ...(whole.length === 1 ? whole : [...labelled("test", scored, style), ...continued(how, style)]),
    ...(few === "" ? [] : warned(few, style)),
    ...continued(
      `${isPlain ? "" : `difference ${change} · `}model.onnx, ${
        together > 1 ? `all ${together} in one file` : `its best (repeat ${exported.seed})`
      }, ${showScore(exported.value, format)}`,
      style,
    ),
  ];
}
