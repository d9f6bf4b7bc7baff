import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import type { Answer } from "./api.ts";
import { current } from "./store.ts";

const kept = new Map<string, { readonly changed: number; readonly answer: Answer<unknown> }>();
const LIMIT = 200;

/** What is asked of the current run, asked again when it changes; undefined until the first answer. */
export function useRun<T>(
  name: string,
  get: (run: string) => Promise<Answer<T>>,
): ReadonlySignal<{ readonly run: string; readonly answer: Answer<T> } | undefined> {
  const answer = useSignal<{ readonly run: string; readonly answer: Answer<T> } | undefined>(undefined);
  useSignalEffect(() => {
    const run = current.value;
    if (run === undefined) return;
    const { id, changed } = run;
    const key = `${name} ${id}`;
    const known = kept.get(key);
    if (known !== undefined) answer.value = { run: id, answer: known.answer as Answer<T> };
    else if (answer.peek()?.run !== id) answer.value = undefined;
    if (known?.changed === changed) return;
    let stale = false;
    void get(id).then((found) => {
      if (kept.size > LIMIT) kept.clear();
      kept.set(key, { changed, answer: found });
      if (!stale) answer.value = { run: id, answer: found };
    });
    return () => {
      stale = true;
    };
  });
  return answer;
}
