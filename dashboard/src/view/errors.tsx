import type { ErrorsView } from "../../../src/serve/types.ts";
import { getView } from "../state/api.ts";
import { useRun } from "../state/load.ts";
import { whole } from "../text/format.ts";
import { Words } from "../ui/words.tsx";
import { Confusion } from "./errors/confusion.tsx";
import { Calibration } from "./errors/calibration.tsx";
import { Residuals } from "./errors/residuals.tsx";
import { Worst } from "./errors/worst.tsx";

export function Errors() {
  const answer = useRun("errors", (run) => getView<ErrorsView>(run, "errors")).value?.answer;
  if (answer === undefined) return <p class="soft">Asking the model about the validation rows…</p>;
  if (!answer.ok) return <p class="alert">{answer.error}</p>;
  const { why, answers, worst = [], kind = "table", models = 1 } = answer.value;
  if (answers === undefined)
    return (
      <div class="empty">
        <h1>Which rows it gets wrong</h1>
        <p>
          <Words text={why ?? ""} limit={400} />
        </p>
      </div>
    );
  // A matrix of many classes has the width for itself.
  const isWide = (answers.confusion?.classes.length ?? 0) > 10;
  return (
    <>
      <p class="note lead">
        {models > 1 ? `The first of the ${models} networks that are averaged` : "The kept model"} on{" "}
        {whole(answers.rows)} validation rows, which it did not learn from.
      </p>
      <div class={isWide ? "stack" : "pair"}>
        {answers.confusion !== undefined && <Confusion confusion={answers.confusion} />}
        {answers.calibration !== undefined && <Calibration calibration={answers.calibration} />}
        {answers.residuals !== undefined && <Residuals residuals={answers.residuals} />}
      </div>
      <Worst {...{ worst, kind }} isValue={answers.confusion === undefined && answers.calibration === undefined} />
    </>
  );
}
