import type { Study } from "../../decide/index.ts";
import type { RunFolder } from "../../observe/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import type { Prepared } from "../prepare.ts";
import type { Order } from "../queue/protocol.ts";
import type { Queue } from "../queue/queue.ts";
import type { Recipe } from "../recipe.ts";
import type { NoticeEvent } from "../types.ts";
import type { Plan } from "./final/finalists.ts";
import type { Recovered, StudyJournal } from "./journal.ts";
import type { Kept } from "./search/kept.ts";
import type { Progress } from "./search/progress.ts";
import type { StudyJob } from "./types.ts";

/** A study that has a folder and a lock: new, or to be gone on with. */
export interface Started {
  readonly folder: RunFolder;
  readonly job: StudyJob;
  readonly prepared: Prepared;
  readonly recovered: Recovered;
  readonly queue: Queue;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the budget is counted in; on the clock when absent. */
  readonly now?: (() => number) | undefined;
  /** When the job began, as `now` counts: reading the data is part of its time. */
  readonly began?: number;
  /** Of what was looked at before the study began. */
  readonly notices?: readonly NoticeEvent[];
  /** Called when there is something in the journal that is worth going on from. */
  readonly onKept?: () => void;
}

/** What the phases share. */
export interface Working extends Started {
  readonly metric: Metric;
  readonly study: Study;
  readonly journal: StudyJournal;
  readonly progress: Progress;
  /** Networks that the search has trained. */
  readonly kept: Kept;
  /** The final, were the search over. */
  readonly planned: () => Plan;
  /** Gives up what is under way. */
  readonly stop: () => void;
  readonly recipeOf: (id: number) => Recipe;
  readonly open: Order;
  readonly size: number;
}
