import { signal } from "@preact/signals";
import { recall, remember } from "./store.ts";

const KEY = "tags";

function read(): ReadonlyMap<string, readonly string[]> {
  try {
    const parsed: unknown = JSON.parse(recall(KEY) ?? "[]");
    const entries = Array.isArray(parsed) ? (parsed as readonly [string, readonly string[]][]) : [];
    return new Map(entries.filter((entry) => Array.isArray(entry) && Array.isArray(entry[1])));
  } catch {
    return new Map();
  }
}

/** Words that the user gave to lines, kept by this browser. */
export const tags = signal(read());

export function tag(keys: readonly string[], word: string): void {
  const next = new Map(tags.value);
  for (const key of keys) {
    const now = next.get(key) ?? [];
    next.set(key, now.includes(word) ? now : [...now, word.slice(0, 40)]);
  }
  tags.value = next;
  remember(KEY, JSON.stringify([...next]));
}

export function untag(key: string, word: string): void {
  const next = new Map(tags.value);
  const left = (next.get(key) ?? []).filter((one) => one !== word);
  if (left.length === 0) next.delete(key);
  else next.set(key, left);
  tags.value = next;
  remember(KEY, JSON.stringify([...next]));
}
