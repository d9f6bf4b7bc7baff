import type { RunSummary, TrialRow } from "../../../../src/serve/types.ts";
import { fileAddress, getDetail } from "../../state/api.ts";
import { useRun } from "../../state/load.ts";
import { clean } from "../../text/format.ts";
import { Words } from "../../ui/words.tsx";

function nextEdit(run: RunSummary): string {
  if (run.advice !== "") return run.advice;
  if (run.state !== "done" || / try /u.test(run.conclusion)) return "";
  if (run.job === "fit") return "Whether the gap costs anything: compare the ladder of regularizers on the same data.";
  const best = run.trials.find(({ isWinner }) => isWinner);
  const isSure = (row: TrialRow): boolean => {
    const { low, high } = row.effect ?? { low: null, high: null };
    return low !== null && high !== null && (low > 0 || high < 0);
  };
  if (run.job === "compare" && best !== undefined && best.effect !== undefined && !isSure(best))
    return "The effects are smaller than their errors: more repeats, or tune, would tell.";
  if (run.job === "compare") return "Search the strengths of what helped: tune.";
  return "";
}

/** Begins with a capital, unless it begins with a recipe's name. */
const asSentence = (sentence: string, { trials }: RunSummary): string =>
  trials.some(({ name }) => name !== "" && sentence.startsWith(name))
    ? sentence
    : sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

export function Verdict({ run }: { readonly run: RunSummary }) {
  const detail = useRun("detail", getDetail).value?.answer;
  const report = detail?.ok ? detail.value.files.find(({ name }) => name === "report.html") : undefined;
  const edit = nextEdit(run);
  const sentence =
    run.conclusion ||
    (run.state === "running"
      ? "Training; the verdict comes with the last repeat."
      : clean(run.reason ?? "There is no result.", 600));
  return (
    <>
      <h1>
        <Words text={asSentence(sentence, run)} limit={900} />
      </h1>
      {edit !== "" && (
        <p class="soft">
          <b>Next</b> <Words text={edit} limit={400} />
        </p>
      )}
      {report !== undefined && (
        <p class="small">
          <a href={fileAddress(run.id, report.id)} target="_blank" rel="noreferrer">
            Report
          </a>{" "}
          for printing and sending
        </p>
      )}
    </>
  );
}
