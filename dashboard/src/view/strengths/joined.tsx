import type { RunSummary } from "../../../../src/serve/types.ts";
import { getDetail } from "../../state/api.ts";
import { useRun } from "../../state/load.ts";
import { type Line, lines as everyLine } from "../../state/store.ts";
import { titleOf } from "../overview/title.ts";
import { numberOf } from "./points.tsx";
import { Slice } from "./slice.tsx";

interface JoinedProps {
  readonly run: RunSummary;
  readonly name: string;
  readonly lines: readonly Line[];
}

/** What a run's lines are points of: a sweep's strength, a learning curve's training rows; undefined where they make no curve. */
export function joinedOf(run: RunSummary): JoinedProps | undefined {
  if (run.job !== "sweep" && run.job !== "learning-curve") return undefined;
  const lines = everyLine.value.filter((line) => line.run.id === run.id && line.trial.validation !== null);
  const name = run.job === "learning-curve" ? "training rows" : Object.keys(lines[0]?.trial.settings ?? {})[0];
  if (name === undefined) return undefined;
  return lines.filter((line) => numberOf(line, name) !== undefined).length < 2 ? undefined : { run, name, lines };
}

/** The curve of a sweep over its strength, or of a learning curve over training rows. */
export function Joined({ run, name, lines }: JoinedProps) {
  const detail = useRun("detail", getDetail).value?.answer;
  const scales = detail?.ok ? detail.value.scales : {};
  const isGrowth = run.job === "learning-curve";
  return (
    <section>
      <Slice
        {...{ name, lines, title: titleOf(run), better: run.metric?.better ?? "higher", joined: true }}
        isLog={isGrowth || scales[name] === "log"}
        hasSpot={!isGrowth}
      />
    </section>
  );
}
