import { useSignal } from "@preact/signals";
import type { JobView, RunSummary } from "../../../../src/serve/types.ts";
import { stopJob } from "../../state/api.ts";
import { go, isActive } from "../../state/store.ts";
import { ago, clean, duration, listed, show } from "../../text/format.ts";
import { About } from "../../ui/about.tsx";
import { Resume } from "../../ui/control/again.tsx";
import { Name } from "../../ui/name.tsx";
import { Progress } from "../../ui/progress.tsx";
import { said } from "../../ui/said.tsx";
import { StateChip } from "../../ui/state.tsx";
import { Words } from "../../ui/words.tsx";

interface JobProps {
  /** Absent until the run has a folder, and of one that never had. */
  readonly run: RunSummary | undefined;
  /** The process, where it was started from this page. */
  readonly job?: JobView | undefined;
  /** Begins with its log open. */
  readonly open?: boolean;
}

function Stop({ job }: { readonly job: JobView }) {
  const error = useSignal("");
  const stop = async (): Promise<void> => {
    const answer = await stopJob(job.id);
    error.value = answer.ok ? "" : answer.error;
  };
  return (
    <>
      <button type="button" class="button small" onClick={() => void stop()}>
        {job.state === "stopping" ? "End now" : "Stop"}
      </button>
      {said(error.value)}
    </>
  );
}

/** The score of what was chosen, once there is one. */
function scoreOf({ trials, metric, state }: RunSummary): string {
  const best = trials.find(({ isWinner }) => isWinner);
  const value = best?.fresh?.mean ?? best?.validation ?? null;
  return state !== "done" || value === null || metric === null ? "" : `validation ${metric.title} ${show(value)}`;
}

/** What ran, how it stands, how it is stopped, gone on with and made again, and what it said. */
export function JobCard({ run, job, open = false }: JobProps) {
  const active = job !== undefined && isActive(job);
  const name = run?.name ?? job?.run ?? "";
  const facts = [
    job?.job === "resume" ? `resumes ${run?.job ?? ""}` : (job?.job ?? run?.job ?? ""),
    run?.data || job?.data || "",
    run === undefined ? "" : scoreOf(run),
    run?.state === "done" && run.seconds !== null ? `took ${duration(run.seconds)}` : "",
    ago(active ? job.started : (run?.changed ?? job?.started ?? 0)),
  ];
  const state = active ? undefined : run?.state;
  return (
    <li class="panel job" data-job={job?.id}>
      <div class="head">
        <h3>
          {run === undefined ? (
            <Name text={name} limit={48} />
          ) : (
            <button type="button" class="link" onClick={() => go({ view: "overview", run: run.id })}>
              <Name text={name} limit={48} />
            </button>
          )}
        </h3>
        {state !== undefined ? (
          <StateChip state={state} />
        ) : (
          <span class={`chip ${active ? "live" : job?.state === "failed" ? "bad" : ""}`}>
            {active && <i class="dot" />}
            {job?.state}
          </span>
        )}
        <bdi class="note">{listed(facts)}</bdi>
        <span class="end actions">
          {active && <Stop job={job} />}
          {run !== undefined && <Resume run={run} />}
        </span>
      </div>
      {run !== undefined && run.state !== "done" && <Progress run={run} />}
      {run?.state === "running" && job === undefined && (
        <p class="note">Started in a terminal: Ctrl-C there stops and saves it.</p>
      )}
      {run?.reason !== undefined && run.state !== "running" && (
        <p class={run.state === "failed" ? "worse" : "note"}>
          <Words text={run.reason} limit={400} />
        </p>
      )}
      {job?.state === "failed" && job.said !== "" && <pre>{clean(job.said, 900)}</pre>}
      {run !== undefined && <About run={run} open={open} />}
    </li>
  );
}
