import type { Answer, Order } from "./protocol.ts";

/** Orders one by one: later ones may depend on what came of earlier ones. */
export interface OrderSource<T extends Order> {
  /** The next order, or undefined when there will be none. While that depends on answers that are still to come, it waits. */
  next(): Promise<T | undefined>;
}

export interface QueueOptions<T extends Order> {
  /** The first order of every process: which data, and its SHA-256. */
  readonly open: Order;
  /** Orders that are worked on at a time. */
  readonly size: number;
  /** Asked before each order: false ends the run when the orders that are out are answered. */
  readonly goesOn: () => boolean;
  /** Called once for each order that was handed out; the worker gets no other order before it is done. */
  readonly onAnswer: (order: T, answer: Answer) => void | Promise<void>;
  /** Ends everything at once, without further answers. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where orders are carried out. `runOrders` does it in processes of this machine; a driver that hands them to other machines must keep this:
 * - an order is plain data and says all there is to know: who carries it out, when and how often, changes nothing in its answer. Handing it
 *   out again after a lost worker is therefore safe, and a second answer to the same order is dropped;
 * - `next` is only called for a worker that is free: what it gives was written to the journal and counts as begun;
 * - every order is answered: a worker that is gone (no sign of life for 30 s) loses its order to another, and after the second loss the answer
 *   is E503, so that one deadly trial never holds up the search;
 * - the answer to `open` is checked by each worker against the data's SHA-256; an error there is thrown, for it is about all orders;
 * - `onAnswer` is called by one coordinator alone, the writer of the journal; an abort ends in E107 and leaves no work behind.
 */
export type Queue = <T extends Order>(orders: readonly T[] | OrderSource<T>, options: QueueOptions<T>) => Promise<void>;
