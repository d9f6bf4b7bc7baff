import { useSignal } from "@preact/signals";
import type { RunSummary } from "../../../../src/serve/types.ts";
import { resumeRun } from "../../state/api.ts";
import { isActive, jobs } from "../../state/store.ts";
import { said } from "../said.tsx";
import { CommandLine } from "./command.tsx";

/** The button that goes on with a run, unless it is gone on with already. */
export function Resume({ run }: { readonly run: RunSummary }) {
  const error = useSignal("");
  const isBusy = jobs.value.some((job) => job.run === run.name && isActive(job));
  const resume = async (): Promise<void> => {
    const answer = await resumeRun(run.id);
    error.value = answer.ok ? "" : answer.error;
  };
  if (isBusy || !run.resumable) return null;
  return (
    <>
      <button type="button" class="button small main" onClick={() => void resume()}>
        Resume
      </button>
      {said(error.value)}
    </>
  );
}

/** How a run that was stopped is gone on with: here, or in a terminal. */
export const Again = ({ run, command }: { readonly run: RunSummary; readonly command: string }) => (
  <div class="next">
    <p class="head">
      <b>Next</b> goes on to the same result as if nothing had happened <Resume run={run} />
    </p>
    {command !== "" && <CommandLine text={command} label="Copy the command that goes on with it" />}
  </div>
);
