import { getDetail } from "../state/api.ts";
import { differing } from "../state/columns.ts";
import { useRun } from "../state/load.ts";
import { current, facts, inScope } from "../state/store.ts";
import { Scope } from "../ui/control/scope.tsx";
import { titleOf } from "./overview/title.ts";
import { Importance } from "./strengths/importance.tsx";
import { Joined, joinedOf } from "./strengths/joined.tsx";
import { numberOf } from "./strengths/points.tsx";
import { Slice } from "./strengths/slice.tsx";

export function Strengths() {
  const run = current.value!;
  const detail = useRun("detail", getDetail).value?.answer;
  const joined = joinedOf(run);
  if (joined !== undefined) return <Joined {...joined} />;
  const scales = detail?.ok ? detail.value.scales : {};
  const lines = inScope.value.filter(({ trial }) => trial.validation !== null);
  const names = differing(lines, facts.value.defaults).filter(
    (name) => lines.filter((line) => numberOf(line, name) !== undefined).length > 1,
  );
  const importance = detail?.ok ? detail.value.importance : null;
  const order = new Map((importance?.own ?? []).map(({ name, share }) => [name, share]));
  const sorted = names.toSorted((a, b) => (order.get(b) ?? 0) - (order.get(a) ?? 0)).slice(0, 16);
  const isLog = (name: string): boolean => {
    if (scales[name] !== undefined) return scales[name] === "log";
    const positive = lines.map((line) => numberOf(line, name) ?? 0).filter((value) => value > 0);
    return positive.length > 1 && Math.max(...positive) / Math.min(...positive) >= 50;
  };
  return (
    <>
      <Scope />
      {importance !== null && <Importance found={importance} />}
      {sorted.length === 0 ? (
        <p class="soft">
          No number was varied here. A sweep shows one strength in full: regularize sweep … --strength dropout
        </p>
      ) : (
        <section>
          <div class="head">
            <h2>Slices</h2>
            <span class="note">each point is a line; a range that is brushed under Settings stays bright</span>
          </div>
          <div class="pair">
            {sorted.map((name) => (
              <Slice
                key={name}
                name={name}
                lines={lines}
                isLog={isLog(name)}
                title={titleOf(run)}
                better={run.metric?.better ?? "higher"}
              />
            ))}
          </div>
        </section>
      )}
    </>
  );
}
