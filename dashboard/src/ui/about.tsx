import { useSignal, useSignalEffect } from "@preact/signals";
import type { RunDetail, RunSummary } from "../../../src/serve/types.ts";
import { type Answer, getDetail } from "../state/api.ts";
import { runs } from "../state/store.ts";
import { clean, duration } from "../text/format.ts";
import { CommandLine } from "./control/command.tsx";

/** How a run is made again, and what it told last: asked for when it is opened, and again while the run changes. */
export function About({ run, open = false }: { readonly run: RunSummary; readonly open?: boolean }) {
  const isOpen = useSignal(open);
  const answer = useSignal<Answer<RunDetail> | undefined>(undefined);
  const { id } = run;
  useSignalEffect(() => {
    // Read so that it is asked again.
    const changed = runs.value.get(id)?.changed;
    if (!isOpen.value || changed === undefined) return;
    void getDetail(id).then((found) => (answer.value = found));
  });
  const found = answer.value;
  return (
    <details class="about" open={isOpen.value} onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>Command and log</summary>
      {!isOpen.value ? null : found === undefined ? (
        <p class="note">Reading…</p>
      ) : found.ok ? (
        <Told detail={found.value} />
      ) : (
        <p class="note">{found.error}</p>
      )}
    </details>
  );
}

function Told({ detail: { command, resume, log } }: { readonly detail: RunDetail }) {
  return (
    <>
      {command !== "" && <CommandLine text={command} label="Copy the command" />}
      {resume !== "" && <CommandLine text={resume} label="Copy the command that goes on with it" />}
      {log.length > 0 && (
        <ol class="log" aria-label="Log" tabIndex={0}>
          {log.map(({ at, text, isBad }, i) => (
            <li key={i} class={isBad ? "bad" : ""}>
              <span class="soft">{at === null ? "" : duration(at)}</span>
              <bdi>{clean(text, 600)}</bdi>
            </li>
          ))}
        </ol>
      )}
      {command === "" && log.length === 0 && <p class="note">It told nothing that was kept.</p>}
    </>
  );
}
