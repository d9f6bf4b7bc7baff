import type { Change, State } from "../../../src/serve/types.ts";
import type { Answer } from "./api.ts";

/** Where the page has what it shows from: everything at once, and a stream of what changes that opens again after a break. */
export interface Source {
  ask(): Promise<Answer<State>>;
  listen(on: { readonly open: () => void; readonly change: (said: Change) => void; readonly lost: () => void }): void;
}

/** What becomes of it. */
export interface Shown {
  whole(answer: Answer<State>): void;
  change(said: Change): void;
  online(is: boolean): void;
}

/**
 * Asks for everything and follows what changes, at the same time; after a break anew, as what is known is of another
 * time, perhaps of another server. What is told while everything is on its way waits for it.
 */
export function follow(source: Source, shown: Shown): void {
  let waiting: Change[] | undefined;
  /** What had been told when the state was made that is shown, and when the stream began that is read. */
  let [held, since] = [-1, -1];
  let [isFirst, isNew, hasAny] = [true, true, false];

  const load = async (): Promise<void> => {
    waiting ??= [];
    const answer = await source.ask();
    const missed = waiting ?? [];
    waiting = undefined;
    hasAny = true;
    if (answer.ok) held = answer.value.told;
    shown.whole(answer);
    for (const said of missed) if (!answer.ok || said.told > answer.value.told) shown.change(said);
    if (answer.ok) settle();
  };
  /** A state that is older than the stream lacks what was told between them: it is asked for once more. */
  const settle = (): void => {
    if (waiting !== undefined || held >= since) return;
    since = -1;
    void load();
  };

  source.listen({
    open: () => {
      shown.online(true);
      if (!isFirst) void load();
      isFirst = false;
    },
    change: (said) => {
      if (isNew) since = said.told;
      isNew = false;
      if (waiting === undefined) shown.change(said);
      else waiting.push(said);
      settle();
    },
    lost: () => {
      shown.online(false);
      [isFirst, isNew, since] = [false, true, -1];
      if (!hasAny) void load();
    },
  });
  void load();
}
