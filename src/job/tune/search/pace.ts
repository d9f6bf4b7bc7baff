import type { TuneEvent } from "../types.ts";
import { type Plan, shortlistOf } from "../final/finalists.ts";
import { LOOKED_AT } from "../model/model.ts";
import { nameOf } from "../named.ts";
import type { Started } from "../working.ts";
import { type Planning, planOf, reserveOf } from "./budget.ts";
import { type Kept, keep } from "./kept.ts";
import { createProgress, type Progress } from "./progress.ts";

/** What goes along with a search: how far it is, the final were it over now, and the networks that may yet be wanted. */
export interface Pace {
  readonly progress: Progress;
  readonly planned: () => Plan;
  readonly kept: Kept;
}

export function paceOf(
  { job, recovered, now, began }: Started,
  known: Omit<Planning, "job" | "secondsOf">,
  onEvent: (event: TuneEvent) => void,
): Pace {
  const { study, metric, size } = known;
  const told = recovered.events.flatMap((event) =>
    event.type === "told" ? [{ name: nameOf(study.rows()[event.id]!), seconds: event.seconds }] : [],
  );
  const planning: Planning = { ...known, job, secondsOf: (name) => progress.secondsOf(name) };
  const planned = (): Plan => planOf(planning);
  const looked = (): number[] => shortlistOf(study.rows(), metric, LOOKED_AT).map(({ id }) => id);
  const progress = createProgress(
    { job, reserve: reserveOf(planning), at: recovered.at, told, size, now, began },
    onEvent,
  );
  return { progress, planned, kept: keep(() => new Set([...planned().ids, ...looked()])) };
}
