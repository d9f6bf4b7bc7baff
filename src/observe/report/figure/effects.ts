import { type Better, gain } from "../../../train/best.ts";
import { counted, type Format } from "../write/format.ts";
import { forest, forestHeight, type ForestRow } from "../draw/forest.ts";
import { clean, html, type Markup } from "../write/html.ts";
import { drawable } from "../draw/scale.ts";
import { figure, type Sign } from "../draw/svg.ts";
import type { ReportRecipe, ReportResult } from "../types.ts";

/** What an interval of a difference says: all of it better than none, all of it worse, or neither. */
export function signOf({ low, high }: { readonly low: number; readonly high: number }, better: Better): Sign {
  if (low > 0) return better === "higher" ? "better" : "worse";
  if (high < 0) return better === "higher" ? "worse" : "better";
  return "unclear";
}

/** `+.023 [.015, .031]` */
export function effectText({ mean, low, high }: NonNullable<ReportRecipe["effect"]>, format: Format): string {
  const known = Number.isFinite(low) && Number.isFinite(high);
  return `${format.signed(mean)}${known ? ` [${format.score(low)}, ${format.score(high)}]` : ", no interval"}`;
}

/** What each recipe changes, best first, against zero. Nothing when there is no effect to show. */
export function effectsFigure({ recipes, metric }: ReportResult, format: Format): Markup | undefined {
  const rows = recipes.flatMap((recipe): ForestRow[] => {
    const { effect, name } = recipe;
    if (effect === undefined || !drawable(effect.mean)) return [];
    const tip = `${clean(name)}: ${effectText(effect, format)}`;
    return [{ name, value: effect.mean, low: effect.low, high: effect.high, sign: signOf(effect, metric.better), tip }];
  });
  if (rows.length === 0) return undefined;
  rows.sort((a, b) => gain(metric.better, b.value, a.value));
  const title = clean(metric.title, 30);
  return figure({
    name: "effects",
    height: forestHeight(rows.length),
    label: `Effect of ${counted(rows.length, "recipe")} on validation ${title}. ${rows.map(({ tip }) => tip).join("; ")}`,
    drawing: forest(rows, { axis: `change of ${title}, better →`, difference: metric.better }),
    caption: html`Change of the validation score against plain over the same repeats, with 95 % intervals:
      <span class="better">▲</span> better, <span class="unclear-text">○</span> unclear, <span class="worse">▼</span> worse.
      Each interval stands alone; the conclusion also allows for the number of recipes.`,
  });
}
