import { meanOf } from "../../core/mean.ts";
import { type Assignment, fromRecipe, isInside, type Row, type Space } from "../../decide/index.ts";
import type { Recovered } from "../../job/tune/journal.ts";

type Events = Recovered["events"];
type Scores = (number | undefined)[];

/** Its scores by fold, and its values, of every trial that was asked for. */
function told(events: Events): { readonly values: Row["values"]; readonly source: string; readonly scores: Scores }[] {
  const trials: { values: Row["values"]; source: string; scores: Scores }[] = [];
  for (const event of events) {
    if (event.type === "asked") trials[event.id] ??= { values: event.values, source: event.source, scores: [] };
    else {
      const { outcome, id, fold } = event;
      const trial = trials[id];
      if (trial !== undefined && "score" in outcome && Number.isFinite(outcome.score))
        trial.scores[fold] = outcome.score;
    }
  }
  return trials.filter((of) => of !== undefined);
}

function assignmentOf(space: Space, values: Row["values"]): Assignment | null {
  const guess = isInside(space, values) ? values : fromRecipe(space, values);
  return isInside(space, guess) ? guess : null;
}

/**
 * The trials of a search, from its journal alone: nothing is suggested again, so that a journal of another version counts too. A trial with
 * fewer folds than the others has the best whole one's score and their mean difference on the same folds.
 */
export function searchedRows(space: Space, events: Events, better: "higher" | "lower"): Row[] {
  const trials = told(events).map((of) => ({ ...of, known: of.scores.filter((score) => score !== undefined) }));
  const most = Math.max(0, ...trials.map(({ known }) => known.length));
  const sign = better === "higher" ? 1 : -1;
  const whole = trials.filter(({ known }) => known.length === most && most > 0);
  const best = whole.toSorted((a, b) => sign * (meanOf(b.known) - meanOf(a.known)))[0];
  const scoreOf = ({ scores, known }: (typeof trials)[number]): number => {
    if (best === undefined || known.length === most) return known.length === 0 ? Number.NaN : meanOf(known);
    const differences = scores.flatMap((score, fold) =>
      score === undefined || best.scores[fold] === undefined ? [] : [score - best.scores[fold]],
    );
    return meanOf(best.known) + meanOf(differences);
  };
  return trials.map((of, id): Row => {
    const { source, values, known } = of;
    const state = known.length === 0 ? "failed" : known.length < most ? "pruned" : "done";
    const assignment = assignmentOf(space, values);
    return {
      id,
      source,
      values,
      assignment,
      rival: null,
      outcomes: [],
      asked: [],
      state,
      scores: known,
      score: scoreOf(of),
    };
  });
}
