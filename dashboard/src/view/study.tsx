import { jobs, ordered } from "../state/store.ts";
import { Start } from "./study/start.tsx";
import { JobCard, RunRow } from "./study/jobs.tsx";
import { Failures } from "./study/failures.tsx";
import { Counts } from "./study/counts.tsx";

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
