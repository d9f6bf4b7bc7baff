import { count } from "../../core/count.ts";
import { type Better, gain as gained } from "../../train/best.ts";
import { show } from "../wording.ts";
import type { Forecast } from "./forecast.ts";

/** The effect of a regularizer, as a comparison measured it. */
export interface Rival {
  readonly name: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface ForecastWords {
  readonly metric: { readonly title: string; readonly better: Better };
  readonly rows: { readonly smallest: number; readonly largest: number };
  readonly against?: Rival;
}

/** `+.012 [.004, .020] AUC` */
function effect({ low, high }: Pick<Rival, "low" | "high">, mean: number, title: string): string {
  return `${mean > 0 ? "+" : ""}${show(mean)} [${show(low)}, ${show(high)}] ${title}`;
}

/** What a learning curve says, in one sentence for a person: is it worth to collect more rows, or to regularize? */
export function forecastSentence(found: Forecast, words: ForecastWords): string {
  const { metric, rows, against } = words;
  const rival = against === undefined ? "" : rivalText(against, metric);
  if (found.kind === "cannotTell") return `can't tell what twice the data would give: ${found.note}${rival}`;
  if (found.kind === "flat")
    return `no sign that more rows help: ${count(rows.largest)} are no better than ${count(rows.smallest)} beyond noise${rival}`;
  const times = found.factor === 2 ? "twice the data" : `${found.factor} times the data`;
  const gives = `${times} would give ${effect(found.gain, found.gain.value, metric.title)}`;
  return `${gives}${rival}${against === undefined ? "" : `: ${advice(found.gain, against, metric.better)}`}`;
}

function rivalText(against: Rival, { title, better }: ForecastWords["metric"]): string {
  const text = `"${against.name}" gives ${effect(against, against.mean, title)}`;
  return gained(better, against.mean, 0) > 0 ? `; ${text}` : `; no regularizer helps (at best, ${text})`;
}

function advice(more: Forecast["gain"], other: Rival, better: Better): string {
  const [a, b] = [more, other].map(({ low, high }) =>
    [gained(better, low, 0), gained(better, high, 0)].sort((x, y) => x - y),
  ) as [[number, number], [number, number]];
  if (b[0] > a[1]) return "regularize first";
  return a[0] > b[1] ? "collect rows first" : "neither is ahead beyond noise";
}
