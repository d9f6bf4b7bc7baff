import { roomFor } from "../../kernel/index.ts";

/** One turn: what it reads and what it writes, by place; a value that is read for the last time may make room for one that is written. */
export interface Turn {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** A place that may lie where another one lay that this turn reads entry by entry, each before it writes there. */
  readonly over?: { readonly written: string; readonly read: string } | undefined;
}

/** Where wires lie in one room, in floats. */
export interface Wiring {
  readonly at: ReadonlyMap<string, { readonly from: number; readonly floats: number }>;
  readonly floats: number;
}

/** Room that is handed out and given back, first fit. */
class Room {
  floats = 0;
  /** What is free below `floats`, in order, no two side by side. */
  #free: { readonly from: number; readonly to: number }[] = [];

  take(floats: number): number {
    const found = this.#free.findIndex(({ from, to }) => to - from >= floats);
    if (found < 0) {
      this.floats += floats;
      return this.floats - floats;
    }
    const { from, to } = this.#free[found]!;
    this.#free.splice(found, 1, ...(to - from > floats ? [{ from: from + floats, to }] : []));
    return from;
  }

  give(from: number, floats: number): void {
    const all = [...this.#free, { from, to: from + floats }].toSorted((a, b) => a.from - b.from);
    const joined: typeof all = [];
    for (const part of all) {
      const before = joined.at(-1);
      if (before?.to === part.from) joined[joined.length - 1] = { from: before.from, to: part.to };
      else joined.push(part);
    }
    this.#free = joined;
  }
}

/** Lets wires that are not needed at the same time lie in the same place, so that what a step works on stays in the cache. */
export function layWires(turns: readonly Turn[], sizes: ReadonlyMap<string, number>): Wiring {
  const last = new Map<string, number>();
  for (const [turn, { reads, writes }] of turns.entries())
    for (const name of [...reads, ...writes]) last.set(name, turn);
  const room = new Room();
  const at = new Map<string, { from: number; floats: number }>();
  for (const [turn, { reads, writes, over }] of turns.entries()) {
    const ends = (name: string): boolean => at.has(name) && last.get(name) === turn;
    const kept =
      over !== undefined && ends(over.read) && sizes.get(over.read) === sizes.get(over.written) ? over : undefined;
    for (const name of writes) {
      const floats = sizes.get(name);
      if (floats === undefined || at.has(name)) continue;
      const from = kept?.written === name ? at.get(kept.read)!.from : room.take(roomFor(floats));
      at.set(name, { from, floats });
    }
    for (const name of new Set([...reads, ...writes]))
      if (ends(name) && name !== kept?.read) room.give(at.get(name)!.from, roomFor(at.get(name)!.floats));
  }
  return { at, floats: room.floats };
}
