import { count, type Format, NONE } from "../write/format.ts";
import { type Child, clean, html, type Markup, named } from "../write/html.ts";
import { countsText } from "../figure/slices.ts";
import { meanAndError, scrolling } from "./table.ts";
import type { ReportStudy } from "../types.ts";

/** Trials that the table holds, and failures that are told of. */
const TRIALS = 15;
const FAILURES = 5;
const NAMES = 4;

/** The leaderboard of a search, and what failed in it. */
export function studyTable({ trials, search }: ReportStudy, format: Format): Markup {
  const scored = trials.filter(({ state }) => state === "done" || state === "pruned");
  const failed = trials.filter(({ state }) => state === "failed");
  const left = scored.length - TRIALS;
  return html`${scrolling(
    "Trials of the search",
    html`<table><caption>${countsText(search)}. Scores of the search flatter: the best of many was chosen by them.</caption>
<thead><tr><th scope="col" class="name">trial</th><th scope="col">search ± SE</th><th scope="col">fresh repeats ± SE</th><th scope="col" class="name">what it changes</th></tr></thead>
<tbody>${scored
      .slice(0, TRIALS)
      .map(
        ({ name, state, score, fresh, changes }) =>
          html`<tr><th scope="row" class="name">${named(name)}${state === "pruned" ? html` <span class="tag">given up</span>` : undefined}</th><td>${meanAndError(score, format)}</td><td>${fresh === undefined ? NONE : meanAndError(fresh, format)}</td><td class="name changes">${clean(changes, 400) || NONE}</td></tr>`,
      )}</tbody>${left > 0 ? html`<tfoot><tr><th scope="row" class="name">and ${count(left)} more in study.jsonl</th><td colspan="3"></td></tr></tfoot>` : undefined}</table>`,
  )}${failures(failed)}`;
}

/** `trial 3`, `4 trials: t3, t5, …` */
function whichOf(names: readonly string[]): string {
  if (names.length === 1) return clean(names[0]!, 20);
  const more = names.length > NAMES ? ", …" : "";
  return `${count(names.length)} trials: ${names
    .slice(0, NAMES)
    .map((name) => clean(name, 20))
    .join(", ")}${more}`;
}

/** What failed, by its cause, the commonest first. */
function failures(failed: ReportStudy["trials"]): Child {
  if (failed.length === 0) return undefined;
  const byCause = new Map<string, string[]>();
  for (const { name, reason = "" } of failed) {
    const names = byCause.get(reason);
    if (names === undefined) byCause.set(reason, [name]);
    else names.push(name);
  }
  const causes = [...byCause].toSorted(([, a], [, b]) => b.length - a.length);
  const left = causes.slice(FAILURES).reduce((sum, [, names]) => sum + names.length, 0);
  const more =
    left > 0 ? html`<li class="warning"><b></b><span>and ${count(left)} more in study.jsonl</span></li>` : undefined;
  return html`<ul class="notices">${causes.slice(0, FAILURES).map(([reason, names]) => html`<li class="warning"><b>⚠ ${whichOf(names)}</b><span>failed: ${clean(reason, 300)}</span></li>`)}${more}</ul>`;
}
