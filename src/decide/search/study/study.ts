import { RegularizeError } from "../../../core/index.ts";
import { canonical, checkSpace } from "../space/index.ts";
import { bestRow, type Core, coreOf, madeOf, put, raceCount, standing, startTrial } from "./core.ts";
import { checkOptions } from "./options.ts";
import { nextFold, ranked } from "./settle.ts";
import type { Ask, Outcome, Row, Study, StudyOptions, Trial } from "./types.ts";

function mistold(id: number, fold: number, what: string, expected: string, received: string): RegularizeError {
  const where = `trial ${id}, fold ${fold}`;
  return new RegularizeError({ code: "E159", where, message: `${where} ${what}`, expected, received });
}

function askedFor({ trials }: Core, id: number, fold: number): Trial {
  const trial = trials[id];
  if (trial?.asked[fold] === true) return trial;
  throw mistold(id, fold, "was not asked for", "an id and a fold that ask() gave", `${id}, ${fold}`);
}

function toOutcome(told: number | Outcome, fold: number): Outcome {
  const outcome = typeof told === "number" ? { score: told } : told;
  if (!("score" in outcome) || Number.isFinite(outcome.score)) return outcome;
  return { failed: `the score of fold ${fold} is not a finite number` };
}

function handOut(core: Core, id: number, fold: number): Ask {
  const trial = core.trials[id]!;
  put(core, { ...trial, asked: trial.asked.with(fold, true) });
  return { status: "run", id, fold, values: trial.values, source: trial.source };
}

/** What is open: of trials that race fold by fold, so that all have as many when time ends; of others each to its end. */
function openFold(core: Core): readonly [id: number, fold: number] | undefined {
  const [racing, limit] = [raceCount(core), standing(core)?.limit ?? 0];
  let found: readonly [id: number, fold: number] | undefined;
  for (const id of core.open) {
    const fold = nextFold(core.rows[id]!, core.prune);
    if (fold === undefined) continue;
    if (id >= racing) return found ?? [id, fold];
    if (fold < Math.min(limit, found?.[1] ?? limit)) found = [id, fold];
  }
  return found;
}

function ask(core: Core): Ask {
  const open = openFold(core);
  if (open !== undefined) return handOut(core, ...open);
  const started = startTrial(core);
  if (typeof started === "number") return handOut(core, started, 0);
  if (started === "wait" || core.open.size > 0) return { status: "wait" };
  return { status: "done", reason: started };
}

function tell(core: Core, id: number, fold: number, told: number | Outcome): void {
  const trial = askedFor(core, id, fold);
  const [before, now] = [trial.outcomes[fold], toOutcome(told, fold)];
  if (before !== null && canonical(before) !== canonical(now))
    throw mistold(id, fold, "was told otherwise before", canonical(before), canonical(now));
  put(core, { ...trial, outcomes: trial.outcomes.with(fold, now) });
}

function release(core: Core, id: number, fold: number): void {
  const trial = askedFor(core, id, fold);
  if (trial.outcomes[fold] === null) put(core, { ...trial, asked: trial.asked.with(fold, false) });
}

/** @internal The study of a core: all state is the core's. */
export function studyOf(core: Core): Study {
  const top = (k: number): readonly Row[] => ranked(core.rows, core.options.better).slice(0, k);
  return {
    ask: () => ask(core),
    tell: (id, fold, told) => tell(core, id, fold, told),
    release: (id, fold) => release(core, id, fold),
    rows: () => [...core.rows],
    best: () => bestRow(core),
    top,
    state: () => ({ version: 1, made: madeOf(core), trials: [...core.trials] }),
  };
}

/**
 * A search as questions and answers: the caller runs what it is asked to, in any number of workers, and tells what came of it.
 * @example
 * const study = createStudy({ space: parseSpace({ x: [-5, 5, "linear"] }), key: keyOf(1), better: "lower", budget: 30 });
 * for (let next = study.ask(); next.status === "run"; next = study.ask())
 *   study.tell(next.id, next.fold, Number(next.values.x) ** 2);
 * study.best();
 */
export function createStudy(options: StudyOptions): Study {
  checkSpace(options.space);
  checkOptions(options);
  return studyOf(coreOf(options, []));
}
