import type { Signal } from "@preact/signals";
import { tag } from "../../state/tags.ts";

interface ChosenProps {
  readonly chosen: Signal<ReadonlySet<string>>;
  /** The tag that is being written. */
  readonly word: Signal<string>;
}

/** What can be done with the lines that are chosen. */
export function Chosen({ chosen, word }: ChosenProps) {
  const tagged = (event: Event): void => {
    event.preventDefault();
    if (word.value.trim() !== "") tag([...chosen.value], word.value.trim());
    word.value = "";
  };
  return (
    <form class="bar chosen" onSubmit={tagged}>
      <span class="small">{chosen.value.size} chosen</span>
      <input
        class="input"
        list={undefined}
        type="text"
        placeholder="tag"
        aria-label="Tag for the chosen lines"
        maxLength={40}
        value={word.value}
        onInput={(event) => (word.value = event.currentTarget.value)}
      />
      <button type="submit" class="button small" disabled={word.value.trim() === ""}>
        Tag
      </button>
      <button type="button" class="button small plain" onClick={() => (chosen.value = new Set())}>
        Choose none
      </button>
    </form>
  );
}
