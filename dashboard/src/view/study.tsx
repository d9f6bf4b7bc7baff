import { current, isActive, jobs, ordered } from "../state/store.ts";
import { Start } from "./study/start.tsx";
import { JobCard } from "./study/jobs.tsx";
import { Failures } from "./study/failures.tsx";
import { Counts } from "./study/counts.tsx";

/** Runs of a section that are shown at once. */
const SHOWN = 40;
const FINISHED = 8;

interface ListProps {
  readonly title: string;
  readonly of: readonly Parameters<typeof JobCard>[0][];
  readonly most: number;
}

function List({ title, of, most }: ListProps) {
  if (of.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="jobs">
        {of.slice(0, most).map((props) => (
          <JobCard key={props.job?.id ?? props.run?.id} {...props} />
        ))}
      </ul>
      {of.length > most && (
        <p class="note">
          {of.length - most} more under <a href="#/runs">Runs</a>
        </p>
      )}
    </section>
  );
}

/** What is at work, what was stopped or failed, what is finished, and the run that other views show in full. */
export function Study() {
  const mine = jobs.value.toReversed();
  const runOf = (name: string) => ordered.value.find((run) => run.name === name);
  const working = mine.filter(isActive);
  const busy = new Set(working.map(({ run }) => run));
  const others = ordered.value.filter(({ name }) => !busy.has(name));
  const chosen = current.value;
  // Those that ended without a folder have no run to speak for them.
  const lost = mine.filter((job) => job.state === "failed" && runOf(job.run) === undefined);
  const isOpen = (run: (typeof others)[number]): boolean => run.state !== "done" || run.resumable;
  return (
    <>
      <Start />
      <List
        title="At work"
        most={SHOWN}
        of={[
          ...working.map((job, i) => ({ job, run: runOf(job.run), open: i === 0 })),
          ...others.filter(({ state }) => state === "running").map((run) => ({ run })),
        ]}
      />
      <List
        title="Not finished"
        most={SHOWN}
        of={[
          ...lost.map((job) => ({ job, run: undefined })),
          ...others
            .filter((run) => isOpen(run) && run.state !== "running" && run.state !== "refused")
            .map((run) => ({ run, open: run === chosen })),
        ]}
      />
      {chosen !== undefined && chosen.state === "done" && !busy.has(chosen.name) && (
        <List title="The run that is shown" most={1} of={[{ run: chosen, open: true }]} />
      )}
      <Counts />
      <Failures />
      <List
        title="Finished"
        most={FINISHED}
        of={others.filter((run) => !isOpen(run) && run !== chosen).map((run) => ({ run }))}
      />
      <List
        title="Not read"
        most={FINISHED}
        of={others.filter(({ state }) => state === "refused").map((run) => ({ run }))}
      />
    </>
  );
}
