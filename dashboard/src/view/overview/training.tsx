import { meanCurves } from "../../chart/mean.ts";
import { Plot } from "../../chart/plot.tsx";
import { getCurves } from "../../state/curves.ts";
import { useRun } from "../../state/load.ts";
import { addressOf, current, dark } from "../../state/store.ts";
import { draw } from "../curves/draw.ts";

/** The loss of a fit by epoch: what its verdict is about. */
export function Training() {
  const answer = useRun("curves", getCurves).value?.answer;
  const run = current.value!;
  const [curve] = meanCurves(answer?.ok ? answer.value.curves : [], "loss", undefined);
  if (curve === undefined || curve.epoch.length < 2) return null;
  const drawn = draw([{ ...curve, colour: 0 }], {
    ...{ axis: "epoch", smoothing: 0, isDark: dark.value, seconds: () => null },
  });
  return (
    <section>
      <div class="head">
        <h2>Training</h2>
        <span class="note">
          training rows dashed, validation rows solid, a ring on the epoch that is kept ·{" "}
          <a href={addressOf({ view: "curves", run: run.id })}>all curves</a>
        </span>
      </div>
      <div class="panel">
        <Plot
          {...drawn}
          log={false}
          label="Loss of training and validation rows by epoch"
          xTitle="epoch"
          yTitle="loss"
        />
      </div>
    </section>
  );
}
