import { current } from "../../state/store.ts";
import { duration } from "../../text/format.ts";

export function Counts() {
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
