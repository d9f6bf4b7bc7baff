import { plural } from "../../core/count.ts";
import { dataWords } from "../../job/command.ts";
import type { AblateResult, ReceiptPart } from "../../job/receipt/types.ts";
import { count, type ScoreFormat, scoreFormat, showChange, showScore, showSeconds } from "../text/numbers.ts";
import { renderTable } from "../text/table.ts";
import { clean } from "../text/width.ts";
import { continued, copied, labelled, type Style } from "./lines.ts";
import { nextLines } from "./next.ts";
import { type Given, quoted } from "./run.ts";

/** What each part of a recipe brings and costs, pairs, what to drop, and where it is saved. */
export function ablateReport(result: AblateResult, style: Style, of?: Given): string[] {
  const { metric, repeats, pairs, candidates, full } = result;
  const format = formatOf(result);
  const direction = metric.better === "higher" ? "higher" : "lower";
  const scored = `${clean(result.recipe.name)} ${showScore(full.mean, format)} ± ${showScore(full.se, format)}`;
  const looked = pairs.length === 0 ? [] : pairs.flatMap((pair) => continued(clean(pair.sentence), style));
  const head = `${count(pairs.length)} of ${count(candidates)} looked at`;
  return [
    ...partsTable(result, style),
    style.colors.dim(` ${scored} over ${plural(repeats, "repeat")}; ${direction} is better`),
    ...(pairs.length === 0 ? [] : [...labelled("pairs", head, style), ...looked]),
    ...labelled("verdict", clean(result.conclusion), style),
    ...nextLines(result.next, style, of),
    ...labelled("test", `${count(result.rows.test)} rows stay sealed`, style),
    ...saved(result, of),
  ];
}

type Shown = Pick<AblateResult, "parts" | "full" | "task" | "metric">;

const formatOf = ({ parts, full, task }: Shown): ScoreFormat =>
  scoreFormat(
    [full.mean, ...parts.map(({ without }) => without.mean)],
    parts.map(({ effect }) => effect?.se ?? full.se),
    task !== "regression",
  );

/** What is advised, in a word or two. */
const ADVICE: Readonly<Record<ReceiptPart["kind"], string>> = {
  helps: "keep",
  needed: "keep: training fails without it",
  hurts: "hurts, drop it",
  negligible: "no effect shown",
  idle: "can do nothing here, drop it",
  cannotTell: "can't tell",
};

function advice({ kind, enough }: ReceiptPart): string {
  return kind === "cannotTell" && enough !== undefined ? `can't tell: ~${enough} repeats would` : ADVICE[kind];
}

/** What each part brings and costs, a line for each. */
export function partsTable(result: Shown, style: Style): string[] {
  const { parts, metric } = result;
  const format = formatOf(result);
  const cells = (show: (part: ReceiptPart) => string): string[] => parts.map(show);
  const seconds = ({ seconds: cost }: ReceiptPart): string =>
    cost === undefined || !Number.isFinite(cost) ? "–" : `${cost <= -0.05 ? "-" : "+"}${showSeconds(Math.abs(cost))}`;
  return renderTable(
    [
      { title: " part", align: "left", cells: cells(({ label }) => ` ${clean(label)}`) },
      {
        title: `brings (${clean(metric.title)} ${metric.better === "higher" ? "↑" : "↓"}, 95 %)`,
        ...{ short: "brings (95 %)", align: "left" },
        cells: cells((part) => effect(part, format)),
      },
      {
        ...{ title: "without", align: "right", goes: 2 },
        cells: cells(({ without }) => showScore(without.mean, format)),
      },
      { title: "time", align: "right", goes: 1, cells: cells(seconds) },
      { title: "advice", align: "left", cells: cells(advice) },
    ],
    {
      width: style.width,
      paint: (text, row) => {
        const { green, red } = style.colors;
        const kind = parts[row]?.kind;
        return kind === "helps" ? green(text) : kind === "hurts" ? red(text) : text;
      },
    },
  );
}

function effect({ effect: of }: ReceiptPart, format: ScoreFormat): string {
  if (of === undefined) return "–";
  const half = (of.high - of.low) / 2;
  return `${showChange(of.mean, format)} ± ${showScore(half, format)}`;
}

const saved = ({ run, seconds }: AblateResult, of: Given): string[] => [
  copied("saved", `${clean(run)}/  report.html  recipe.json  trials.jsonl  (${showSeconds(seconds)})`),
  copied(
    "next",
    `regularize fit ${of === undefined ? "DATA" : clean(dataWords(of))} --recipe ${clean(quoted(`${run}/recipe.json`))}`,
  ),
];
