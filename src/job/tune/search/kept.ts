import type { Trial } from "../../trial.ts";
import { trainingKey } from "../journal.ts";

/** Networks that were trained, by trial and repeat, for as long as they may be wanted. */
export interface Kept {
  readonly add: (id: number, repeat: number, trial: Trial) => void;
  readonly of: (id: number, repeat: number) => Trial | undefined;
}

/** More trials than this are thinned out to those that `wanted` names. */
const LIMIT = 16;

/** Keeps the networks of trials in memory; `wanted`: trials that the final may take. What is dropped is trained again when it is needed. */
export function keep(wanted: () => ReadonlySet<number>): Kept {
  const trials = new Map<string, { readonly id: number; readonly trial: Trial }>();
  const ids = new Set<number>();
  return {
    add: (id, repeat, trial) => {
      // Scored elsewhere, its weights left there.
      if (trial.state.length === 0) return;
      trials.set(trainingKey(id, repeat), { id, trial });
      ids.add(id);
      if (ids.size <= LIMIT) return;
      const left = wanted();
      for (const [key, kept] of trials) if (!left.has(kept.id) && kept.id !== id) trials.delete(key);
      for (const known of ids) if (!left.has(known) && known !== id) ids.delete(known);
    },
    of: (id, repeat) => trials.get(trainingKey(id, repeat))?.trial,
  };
}
