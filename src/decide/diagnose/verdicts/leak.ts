import { show } from "../../wording.ts";
import { type Rule, percent } from "./define.ts";

/** Share of guessing's error that one column alone takes away on rows that it was not fitted on. */
const ALONE = 0.98;
/** Validation rows of which a column that knows nothing would not answer all by chance. */
const ROWS = 30;
/** Of guessing's error, what is left after the first epoch of a model that knows too much. */
const LEFT = 0.005;

/** A name in a list, as a shell takes it. */
function asWord(name: string): string {
  const listed = name.replaceAll(",", "\\,");
  return /^[\w.-]+$/u.test(listed) ? listed : `'${listed.replaceAll("'", `'\\''`)}'`;
}

/** Leak suspected: one column answers alone, or validation is all but perfect after the first epoch. */
export const leak: Rule = ({ story, validation, guessing, title, score }) => {
  const column = [...(story.columns ?? [])].sort((a, b) => b.alone - a.alone)[0];
  if ((story.validationRows ?? ROWS) < ROWS) return undefined;
  if (column !== undefined && column.alone >= ALONE)
    return {
      kind: "leakSuspected",
      sentence: `leak suspected: ${JSON.stringify(column.name)} alone takes away ${percent(column.alone)} of guessing's error`,
      evidence: { column: column.name, alone: column.alone },
      next: {
        edit: `--drop ${asWord(column.name)}`,
        expect: "a lower score, and the true one, if the column is known only after the answer",
      },
    };
  const [first] = validation;
  if (first === undefined || guessing === undefined || !(first <= LEFT * guessing)) return undefined;
  return {
    kind: "leakSuspected",
    sentence: `leak suspected: validation ${title} is all but perfect after one epoch (${show(score(first))}, guessing ${show(score(guessing))})`,
    evidence: { firstError: first, guessing },
    next: {
      edit: "look for a column that is known only after the answer, and --drop it",
      expect: "a lower score, and the true one, if there is such a column",
    },
  };
};
