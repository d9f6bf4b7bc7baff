import { Margins } from "../../train/margins.ts";
import type { LoopOptions } from "../../train/loop.ts";
import type { Predictions } from "../../train/metrics/index.ts";
import { type Replay, type ReplayOptions, replay } from "../../train/naive.ts";

/** An epoch replayed at the weights of its end. */
export interface Replayed {
  readonly epoch: number;
  readonly replay: Replay;
}

/** What a trial was watched for: its gap taken apart, and what training said of each row. */
export interface Watched {
  readonly margins: Margins;
  /** The last epoch, and that of the kept weights where it is another. */
  readonly replays: readonly Replayed[];
  /** What the kept weights say of the clean training and validation rows. */
  readonly train: Predictions;
  readonly validation: Predictions;
}

/** Watches a loop: hand `loop` to it. */
export function watchLoop(of: Omit<ReplayOptions, "epoch">): {
  readonly loop: Required<Pick<LoopOptions, "margins" | "onEnd">>;
  readonly margins: Margins;
  readonly replays: readonly Replayed[];
} {
  const margins = new Margins(of.train);
  const replays: Replayed[] = [];
  const onEnd: LoopOptions["onEnd"] = async ({ epoch }) => {
    if (epoch > 0) replays.push({ epoch, replay: await replay({ ...of, epoch }) });
  };
  return { loop: { margins, onEnd }, margins, replays };
}
