import type { RunSummary } from "../../../src/serve/types.ts";

const WORDS = { running: "running", done: "done", stopped: "stopped", failed: "failed", refused: "not read" } as const;

/** How a run stands, as a word and a colour. */
export const StateChip = ({ state }: Pick<RunSummary, "state">) => (
  <span class={`chip ${state === "running" ? "live" : state === "failed" || state === "refused" ? "bad" : ""}`}>
    {state === "running" && <i class="dot" />}
    {WORDS[state]}
  </span>
);
