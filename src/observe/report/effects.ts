import type { Format } from "./format.ts";
import { forest, forestHeight, type ForestRow } from "./forest.ts";
import { clean, html, type Markup } from "./html.ts";
import { drawable } from "./scale.ts";
import { figure, type Sign } from "./svg.ts";
import type { ReportRecipe, ReportResult } from "./types.ts";

/** Where an interval lies: above zero, below it, or across. */
export function signOf({ low, high }: { readonly low: number; readonly high: number }): Sign {
  if (low > 0) return "better";
  return high < 0 ? "worse" : "unclear";
}

/** `+.023 [.015, .031]` */
export const effectText = ({ mean, low, high }: NonNullable<ReportRecipe["effect"]>, format: Format): string =>
  `${format.signed(mean)} [${format.score(low)}, ${format.score(high)}]`;

/** What each recipe changes, best first, against zero. Nothing when there is no effect to show. */
export function effectsFigure({ recipes, metric }: ReportResult, format: Format): Markup | undefined {
  const rows = recipes.flatMap((recipe): ForestRow[] => {
    const { effect, name } = recipe;
    if (effect === undefined || !drawable(effect.mean)) return [];
    const tip = `${clean(name)}: ${effectText(effect, format)}`;
    return [{ name, value: effect.mean, low: effect.low, high: effect.high, sign: signOf(effect), tip }];
  });
  if (rows.length === 0) return undefined;
  rows.sort((a, b) => b.value - a.value);
  const title = clean(metric.title, 30);
  return figure(
    forestHeight(rows.length),
    `Effect of ${rows.length} recipes on validation ${title}. ${rows.map(({ tip }) => tip).join("; ")}`,
    forest(rows, { axis: `change of ${title}, better →`, zero: true }),
    html`Change of the validation score against plain over the same repeats, with 95 % intervals:
      <span class="better">▲</span> above zero, <span class="unclear-text">○</span> across it, <span class="worse">▼</span> below.
      Each interval stands alone; the conclusion also allows for the number of recipes.`,
  );
}
