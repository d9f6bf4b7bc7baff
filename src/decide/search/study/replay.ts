import { RegularizeError } from "../../../core/index.ts";
import { canonical } from "../space/index.ts";
import { restoreStudy } from "./restore.ts";
import { createStudy } from "./study.ts";
import type { Ask, Outcome, Study, StudyOptions } from "./types.ts";

/** What a journal holds of a study, in the order it happened: each question before its answer. */
export type StudyEvent =
  | ({ readonly type: "asked" } & Omit<Extract<Ask, { status: "run" }>, "status">)
  | { readonly type: "told"; readonly id: number; readonly fold: number; readonly outcome: Outcome };

/** A fold whose worker was lost is asked for again after a resume. */
function isRepeated(study: Study, { id, fold, values, source }: Extract<StudyEvent, { type: "asked" }>): boolean {
  const row = study.rows()[id];
  return row?.asked[fold] === true && canonical([row.values, row.source]) === canonical([values, source]);
}

type Question = Omit<Extract<StudyEvent, { type: "asked" }>, "type">;

/** What is not alike in two questions, as texts. */
function differences(expected: Question, received: Question): { readonly expected: string; readonly received: string } {
  const [own, its] = [expected, received].map(
    ({ values, ...rest }): Record<string, unknown> => ({ ...rest, ...values }),
  );
  const other = Object.keys({ ...own, ...its }).filter((key) => canonical(own![key]) !== canonical(its![key]));
  const told = (of: Record<string, unknown>): string => other.map((key) => `${key} ${canonical(of[key])}`).join(", ");
  return { expected: told(own!), received: told(its!) };
}

/**
 * The study that a journal tells of: asks and tells again in the journal's order. What was handed out and not told is handed out again.
 * Throws E158 when a question comes out otherwise than the journal has it: other options, another version, or an edited journal.
 */
export function replayStudy(options: StudyOptions, events: readonly StudyEvent[]): Study {
  const study = createStudy({ ...options, budget: Math.max(options.budget ?? 1, events.length, 1) });
  for (const [line, event] of events.entries()) {
    if (event.type === "told") {
      study.tell(event.id, event.fold, event.outcome);
      continue;
    }
    if (isRepeated(study, event)) continue;
    const { type: _, ...expected } = event;
    const { status: __, ...received } = study.ask() as Extract<Ask, { status: "run" }>;
    if (canonical(expected) !== canonical(received))
      throw new RegularizeError({
        code: "E158",
        where: `event ${line}`,
        message: "the journal is of another study, or was edited",
        ...differences(received, expected),
        todo: "restore the journal from a copy, or start a new study",
      });
  }
  return restoreStudy(options, study.state());
}
