import type { Answer, Order } from "./protocol.ts";
import { runOrders } from "./pool.ts";
import type { Queue } from "./queue.ts";
import { dataOptions } from "./trials.ts";
import type { CompareOptions } from "../types.ts";

/** Whose data an order is about, and where it is carried out. */
export interface Asking {
  readonly options: CompareOptions;
  readonly sha256: string;
  readonly queue?: Queue;
}

/** What a process says to one order. Throws as the queue does: E107 when it is interrupted. */
export async function askOnce(
  order: Order,
  { options, sha256, queue = runOrders }: Asking,
): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  await queue([order], {
    open: { type: "open", data: dataOptions(options), seed: options.seed ?? 42, sha256 },
    size: 1,
    goesOn: () => true,
    onAnswer: (_, given) => {
      answer = given;
    },
    signal: options.signal,
  });
  return answer;
}
