import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { current, go, ordered } from "../../state/store.ts";
import { ago } from "../../text/format.ts";
import { Name } from "../name.tsx";
import { StateChip } from "../state.tsx";

const MOST = 100;
const COMBOBOX = { type: "text", list: undefined, role: "combobox", "aria-expanded": true } as const;

/** The run that is shown, and the way to another one: a search and a list. */
export function RunPicker() {
  const open = useSignal(false);
  const query = useSignal("");
  const at = useSignal(0);
  const box = useRef<HTMLDivElement>(null);
  const found = useComputed(() => {
    const words = query.value.toLowerCase().split(/\s+/u).filter(Boolean);
    const text = (run: (typeof ordered.value)[number]): string =>
      `${run.name} ${run.job} ${run.state} ${run.data} ${run.target}`.toLowerCase();
    return ordered.value.filter((run) => words.every((word) => text(run).includes(word)));
  });
  useEffect(() => {
    const leave = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) open.value = false;
    };
    document.addEventListener("pointerdown", leave);
    return () => document.removeEventListener("pointerdown", leave);
  }, [open]);
  const name = useComputed(() => current.value?.name);
  if (name.value === undefined) return null;
  const choose = (id: string): void => {
    open.value = false;
    query.value = "";
    go({ run: id });
    box.current?.querySelector("button")?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    const last = Math.min(MOST, found.value.length) - 1;
    if (event.key === "ArrowDown") at.value = Math.min(last, at.value + 1);
    else if (event.key === "ArrowUp") at.value = Math.max(0, at.value - 1);
    else if (event.key === "Enter" && found.value[at.value] !== undefined) choose(found.value[at.value]!.id);
    else if (event.key === "Escape") {
      open.value = false;
      box.current?.querySelector("button")?.focus();
    } else return;
    event.preventDefault();
    box.current?.querySelector(`#option-${at.value}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div class="switch" ref={box}>
      <button
        type="button"
        class="button"
        aria-haspopup="dialog"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
          at.value = 0;
        }}
      >
        <Name text={name.value} limit={48} />
        <svg
          width="10"
          height="6"
          viewBox="0 0 10 6"
          aria-hidden="true"
          fill="none"
          stroke="currentColor"
          stroke-width="1.5"
        >
          <path d="M1 1l4 4 4-4" />
        </svg>
      </button>
      {open.value && (
        <div class="popup" role="dialog" aria-label="Choose a run">
          <input
            class="input"
            {...COMBOBOX}
            placeholder="Search runs"
            aria-label="Search runs"
            aria-autocomplete="list"
            aria-controls="run-options"
            aria-activedescendant={`option-${at.value}`}
            value={query.value}
            ref={(input) => {
              input?.focus();
            }}
            onInput={(event) => {
              query.value = event.currentTarget.value;
              at.value = 0;
            }}
            onKeyDown={onKey}
          />
          <ul class="options" role="listbox" id="run-options" aria-label="Runs">
            {found.value.slice(0, MOST).map((one, i) => (
              <li
                key={one.id}
                id={`option-${i}`}
                role="option"
                aria-selected={i === at.value}
                onPointerMove={() => {
                  at.value = i;
                }}
                onClick={() => choose(one.id)}
              >
                <Name text={one.name} />
                <StateChip state={one.state} />
                <span class="soft small">{ago(one.changed)}</span>
              </li>
            ))}
          </ul>
          {found.value.length > MOST && <p class="note">{found.value.length - MOST} more: search for them</p>}
          {found.value.length === 0 && <p class="note">No run has these words.</p>}
        </div>
      )}
    </div>
  );
}
