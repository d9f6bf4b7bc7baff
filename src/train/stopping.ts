import { type Better, type BestState, bestTracker, type Mark } from "./best.ts";

/** What stopping may learn after an epoch. */
export interface Observed extends Mark {
  /** The score's direction. */
  readonly better?: Better;
  /** Data loss on training rows, in inference mode. */
  readonly trainLoss?: number;
}

/** The best epoch, and what each rule remembers. Plain JSON, so that checkpoints carry it. */
export interface StoppingState extends BestState {
  readonly rules?: readonly unknown[];
}

export type StopDecision = {
  readonly state: StoppingState;
  /** This epoch is the best so far: keep its weights. `state.best` is the epoch to restore. */
  readonly improved: boolean;
} & (
  | { readonly stop: false }
  | {
      readonly stop: true;
      /** One word for programs. */
      readonly reason: string;
      /** One sentence for a person. */
      readonly message: string;
    }
);

/** Decides after each epoch whether to go on; state in, state out. See stopping/ in decide/. */
export interface Stopping {
  init(): StoppingState;
  observe(state: StoppingState, seen: Observed): StopDecision;
}

/** Never stops, and knows the best epoch. */
export function watchOnly(better: Better): Stopping {
  const tracker = bestTracker({ better });
  return { init: () => tracker.init(), observe: (state, seen) => ({ ...tracker.observe(state, seen), stop: false }) };
}
