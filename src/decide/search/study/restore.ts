import { RegularizeError } from "../../../core/index.ts";
import { checkSpace } from "../space/index.ts";
import { coreOf, madeOf } from "./core.ts";
import { checkOptions } from "./options.ts";
import { studyOf } from "./study.ts";
import type { Study, StudyOptions, StudyState } from "./types.ts";

/**
 * The study as it was, from `state()`. Folds that were handed out and not told are handed out again: whoever ran them is gone.
 * Throws E158 when the options are not those that the state was made with; the budget may change.
 */
export function restoreStudy(options: StudyOptions, state: StudyState): Study {
  checkSpace(options.space);
  checkOptions(options);
  const made = madeOf(coreOf(options, []));
  const other = Object.keys({ ...made, ...state.made }).filter((name) => made[name] !== state.made[name]);
  if (state.version !== 1 || other.length > 0)
    throw new RegularizeError({
      code: "E158",
      where: "study",
      message: `the state is of another study: ${other.join(", ") || `version ${state.version}`}`,
      details: other.map((name) => `${name}: ${state.made[name]} then, ${made[name]} now`),
      todo: "go on with the same options, or start a new study",
    });
  const asked = state.trials.map((trial) => ({ ...trial, asked: trial.outcomes.map((outcome) => outcome !== null) }));
  return studyOf(coreOf(options, asked));
}
