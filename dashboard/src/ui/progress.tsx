import type { RunSummary } from "../../../src/serve/types.ts";
import { duration } from "../text/format.ts";

/** How far a run is, and how long it has to go. */
export function Progress({ run }: { readonly run: RunSummary }) {
  const { progress, state } = run;
  if (progress === undefined) return null;
  const { done, total, unit, left, seconds, failed } = progress;
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div class="progress">
      <div
        class="meter"
        role="progressbar"
        aria-label={`Progress of ${run.name.slice(0, 60)}`}
        aria-valuenow={Math.round(100 * share)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${100 * share}%` }} />
      </div>
      <span class="note">
        {done} of {total} {unit} · {duration(seconds)}
        {state === "running" && left !== null && done < total ? ` · about ${duration(left)} left` : ""}
        {failed > 0 ? ` · ${failed} failed` : ""}
      </span>
    </div>
  );
}
