import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { Failure, JobView, RunSummary } from "../../../src/serve/types.ts";
import { getColumns, getDetail, resumeRun, startJob, stopJob } from "../state/api.ts";
import { useRun } from "../state/load.ts";
import { current, facts, go, jobs, ordered } from "../state/store.ts";
import { ago, clean, duration } from "../text/format.ts";
import { Name } from "../ui/name.tsx";
import { Progress } from "../ui/progress.tsx";
import { Segments } from "../ui/segments.tsx";
import { StateChip } from "../ui/state.tsx";
import { Scroll } from "../ui/scroll.tsx";
import { Head } from "../ui/head.tsx";

const said = (error: string) =>
  error === "" ? null : (
    <p class="alert" role="alert">
      {clean(error, 400)}
    </p>
  );

interface Wanted {
  readonly job: "compare" | "tune";
  readonly data: string;
  readonly target: string;
  readonly metric: string;
  readonly seeds: string;
  readonly epochs: string;
  readonly trials: string;
  readonly minutes: string;
}

const count = (text: string): number | undefined => (/^\d{1,6}$/u.test(text.trim()) ? Number(text) : undefined);

function orderOf({ job, data, target, metric, seeds, epochs, trials, minutes }: Wanted): object {
  const budget = Number(minutes);
  const entries = {
    ...{ job, data, target: target || undefined, metric: metric || undefined },
    ...{ seeds: count(seeds), epochs: count(epochs), trials: job === "tune" ? count(trials) : undefined },
    budgetSeconds: minutes.trim() !== "" && budget > 0 ? Math.max(1, Math.round(60 * budget)) : undefined,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** Starts a job on data that was named on the command line; everything is a number or a name of a list. */
function Start() {
  const { data, metrics } = facts.value;
  const wanted = useSignal<Wanted>({
    job: "compare",
    data: data[0]?.id ?? "",
    target: "",
    metric: "",
    seeds: "",
    epochs: "",
    trials: "30",
    minutes: "",
  });
  const columns = useSignal<readonly string[]>([]);
  const error = useSignal("");
  const busy = useSignal(false);
  const set = (part: Partial<Wanted>): void => {
    wanted.value = { ...wanted.value, ...part };
  };
  const file = useComputed(() => wanted.value.data);
  useSignalEffect(() => {
    const id = file.value;
    if (id === "") return;
    void getColumns(id).then((answer) => {
      if (!answer.ok) error.value = answer.error;
      columns.value = answer.ok ? answer.value : [];
      set({ target: answer.ok ? (answer.value.at(-1) ?? "") : "" });
    });
  });
  if (data.length === 0)
    return (
      <section>
        <h2>Start a job</h2>
        <p class="note">
          Jobs start on data that the command line named: <b>regularize ui --data churn.csv</b>
        </p>
      </section>
    );
  const start = async (event: Event): Promise<void> => {
    event.preventDefault();
    busy.value = true;
    const answer = await startJob(orderOf(wanted.value));
    busy.value = false;
    error.value = answer.ok ? "" : answer.error;
  };
  const { job, target, metric, seeds, epochs, trials, minutes } = wanted.value;
  const number = (label: string, value: string, key: "seeds" | "epochs" | "trials" | "minutes", usual: string) => (
    <label class="field">
      {label}
      <input
        type="text"
        list={undefined}
        inputMode="numeric"
        size={6}
        placeholder={usual}
        value={value}
        onInput={(event) => set({ [key]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <section>
      <h2>Start a job</h2>
      {said(error.value)}
      <form class="panel start" onSubmit={(event) => void start(event)}>
        <Segments
          label="Job"
          value={job}
          options={[
            ["compare", "Compare the ladder"],
            ["tune", "Tune"],
          ]}
          onChange={(value) => set({ job: value })}
        />
        <label class="field">
          data
          <select value={wanted.value.data} onChange={(event) => set({ data: event.currentTarget.value })}>
            {data.map(({ id, name }) => (
              <option key={id} value={id}>
                {clean(name, 60)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          target
          <select
            value={target}
            disabled={columns.value.length === 0}
            onChange={(event) => set({ target: event.currentTarget.value })}
          >
            {columns.value.map((name) => (
              <option key={name} value={name}>
                {clean(name, 60)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          metric
          <select value={metric} onChange={(event) => set({ metric: event.currentTarget.value })}>
            <option value="">by the task</option>
            {metrics.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {number("repeats", seeds, "seeds", "5")}
        {number("epochs", epochs, "epochs", "auto")}
        {job === "tune" && number("trials", trials, "trials", "30")}
        {number("minutes at most", minutes, "minutes", "no limit")}
        <button type="submit" class="button main" disabled={busy.value}>
          Start
        </button>
      </form>
    </section>
  );
}

function JobCard({ job }: { readonly job: JobView }) {
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

function RunRow({ run }: { readonly run: RunSummary }) {
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

/** Failures of the current run by their cause. */
function Failures() {
  const detail = useRun("detail", getDetail).value?.answer;
  const run = current.value;
  if (detail === undefined || !detail.ok || run === undefined || detail.value.failures.length === 0) return null;
  const byCause = new Map<string, Failure[]>();
  for (const failure of detail.value.failures)
    byCause.set(failure.cause, [...(byCause.get(failure.cause) ?? []), failure]);
  return (
    <section>
      <h2>
        Failed trials of <Name text={run.name} limit={40} />
      </h2>
      <Scroll label="Failed trials">
        <table>
          <Head of={["Cause", ["Trials", "number"], "Such as"]} />
          <tbody>
            {[...byCause].map(([cause, of]) => (
              <tr key={cause}>
                <td class="wrap">
                  <bdi>{clean(cause, 300)}</bdi>
                </td>
                <td class="number">{of.length}</td>
                <td>
                  <Name
                    text={of
                      .slice(0, 3)
                      .map(({ trial }) => trial)
                      .join(", ")}
                    limit={60}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Counts() {
  const run = current.value;
  if (run === undefined || run.job !== "tune") return null;
  const of = (state: string): number => run.trials.filter((trial) => trial.state === state).length;
  return (
    <dl class="cards">
      {(["done", "running", "pruned", "failed", "stopped"] as const)
        .filter((state) => state !== "stopped" || of(state) > 0)
        .map((state) => (
          <div class="card" key={state}>
            <dt>{state === "pruned" ? "given up early" : state}</dt>
            <dd>{of(state)}</dd>
            <dd class="note">
              of {run.trials.length} trials
              {run.seconds !== null && state === "done" ? ` · ${duration(run.seconds)}` : ""}
            </dd>
          </div>
        ))}
    </dl>
  );
}

export function Study() {
  const mine = new Set(
    jobs.value.filter(({ state }) => state === "running" || state === "stopping").map(({ run }) => run),
  );
  const open = ordered.value.filter(({ state, name, resumable }) => (state !== "done" || resumable) && !mine.has(name));
  return (
    <>
      <Counts />
      <Start />
      {jobs.value.length > 0 && (
        <section>
          <h2>Started here</h2>
          <ul class="jobs">
            {jobs.value.toReversed().map((job) => (
              <JobCard key={job.id} job={job} />
            ))}
          </ul>
        </section>
      )}
      {open.length > 0 && (
        <section>
          <h2>Not finished</h2>
          <ul class="jobs">
            {open.slice(0, 40).map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </ul>
          {open.length > 40 && <p class="note">{open.length - 40} more under Runs</p>}
        </section>
      )}
      <Failures />
    </>
  );
}
