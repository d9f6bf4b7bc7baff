import { effect, type ReadonlySignal, useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { Answer } from "./api.ts";
import { current } from "./store.ts";

const kept = new Map<string, { readonly changed: number; readonly answer: Answer<unknown> }>();
const LIMIT = 200;

/** What is asked of the current run, asked again when it changes, then with what is known; undefined until the first answer. */
export function useRun<T>(
  name: string,
  get: (run: string, known: T | undefined) => Promise<Answer<T>>,
): ReadonlySignal<{ readonly run: string; readonly answer: Answer<T> } | undefined> {
  const answer = useSignal<{ readonly run: string; readonly answer: Answer<T> } | undefined>(undefined);
  const follow = (): (() => void) | undefined => {
    const run = current.value;
    if (run === undefined) return undefined;
    const { id, changed } = run;
    const key = `${name} ${id}`;
    const known = kept.get(key);
    if (known !== undefined) answer.value = { run: id, answer: known.answer as Answer<T> };
    else if (answer.peek()?.run !== id) answer.value = undefined;
    if (known?.changed === changed) return undefined;
    let stale = false;
    const before = known?.answer as Answer<T> | undefined;
    void get(id, before?.ok ? before.value : undefined).then((found) => {
      if (kept.size > LIMIT) kept.clear();
      kept.set(key, { changed, answer: found });
      if (!stale) answer.value = { run: id, answer: found };
    });
    return () => {
      stale = true;
    };
  };
  // At once: an effect of a component waits for a frame, and makes one of nothing else.
  useLayoutEffect(() => effect(follow), []);
  return answer;
}
