import { getDetail } from "../../state/api.ts";
import { useRun } from "../../state/load.ts";
import { current, lines as everyLine } from "../../state/store.ts";
import { titleOf } from "../overview/title.ts";
import { numberOf, Slice } from "./slice.tsx";

/** Jobs whose lines are points of one curve. */
export const isJoined = (job: string): boolean => job === "sweep" || job === "learning-curve";

/** The curve of a sweep over its strength, or of a learning curve over training rows. */
export function Joined() {
  const run = current.value!;
  const detail = useRun("detail", getDetail).value?.answer;
  const scales = detail?.ok ? detail.value.scales : {};
  const lines = everyLine.value.filter((line) => line.run.id === run.id && line.trial.validation !== null);
  const isGrowth = run.job === "learning-curve";
  const name = isGrowth ? "training rows" : (Object.keys(lines[0]?.trial.settings ?? {})[0] ?? "");
  if (lines.filter((line) => numberOf(line, name) !== undefined).length < 2) return null;
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
