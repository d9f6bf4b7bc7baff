import { useSignal } from "@preact/signals";
import type { JobView, RunSummary } from "../../../../src/serve/types.ts";
import { resumeRun, stopJob } from "../../state/api.ts";
import { go, jobs, ordered } from "../../state/store.ts";
import { ago, clean } from "../../text/format.ts";
import { Name } from "../../ui/name.tsx";
import { Progress } from "../../ui/progress.tsx";
import { StateChip } from "../../ui/state.tsx";
import { said } from "./said.tsx";

export function JobCard({ job }: { readonly job: JobView }) {
  const run = ordered.value.find(({ name }) => name === job.run);
  const active = job.state === "running" || job.state === "stopping";
  const error = useSignal("");
  const stop = async (): Promise<void> => {
    const answer = await stopJob(job.id);
    error.value = answer.ok ? "" : answer.error;
  };
  return (
    <li class="panel job" data-job={job.id}>
      <div class="head">
        <h3>
          {job.job} <Name text={job.run} limit={40} />
        </h3>
        <span class={`chip ${active ? "live" : job.state === "failed" ? "bad" : ""}`}>
          {active && <i class="dot" />}
          {job.state}
        </span>
        <span class="note">
          <Name text={job.data} limit={40} /> · {ago(job.started)}
        </span>
        <span class="end actions">
          {run !== undefined && (
            <button type="button" class="button small" onClick={() => go({ view: "overview", run: run.id })}>
              Look
            </button>
          )}
          {active && (
            <button type="button" class="button small" onClick={() => void stop()}>
              {job.state === "stopping" ? "End now" : "Stop"}
            </button>
          )}
        </span>
      </div>
      {run !== undefined && run.state !== "done" && <Progress run={run} />}
      {said(error.value)}
      {job.state === "failed" && job.said !== "" && <pre>{clean(job.said, 900)}</pre>}
    </li>
  );
}

export function RunRow({ run }: { readonly run: RunSummary }) {
  const error = useSignal("");
  const isBusy = jobs.value.some(
    (job) => job.run === run.name && (job.state === "running" || job.state === "stopping"),
  );
  const resume = async (): Promise<void> => {
    const answer = await resumeRun(run.id);
    error.value = answer.ok ? "" : answer.error;
  };
  return (
    <li class="panel job">
      <div class="head">
        <h3>
          <button type="button" class="link" onClick={() => go({ view: "overview", run: run.id })}>
            <Name text={run.name} limit={48} />
          </button>
        </h3>
        <StateChip state={run.state} />
        <span class="note">
          {run.job} · {ago(run.changed)}
        </span>
        {run.resumable && !isBusy && (
          <span class="end">
            <button type="button" class="button small main" onClick={() => void resume()}>
              Resume
            </button>
          </span>
        )}
      </div>
      <Progress run={run} />
      {run.reason !== undefined && <p class="note">{clean(run.reason, 400)}</p>}
      {said(error.value)}
    </li>
  );
}
