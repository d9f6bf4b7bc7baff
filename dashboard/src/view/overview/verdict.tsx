import type { RunSummary } from "../../../../src/serve/types.ts";
import { fileAddress, getDetail } from "../../state/api.ts";
import { useRun } from "../../state/load.ts";
import { clean } from "../../text/format.ts";
import { Again } from "../../ui/control/again.tsx";
import { Words } from "../../ui/words.tsx";

/** Begins with a capital, unless it begins with a recipe's name. */
const asSentence = (sentence: string, { trials }: RunSummary): string =>
  trials.some(({ name }) => name !== "" && sentence.startsWith(name))
    ? sentence
    : sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

/** What is to be said of a run that has no result. */
function without({ state, progress, reason }: RunSummary): string {
  if (state === "running") return "Training; the verdict comes with the last repeat.";
  if (state === "failed") return clean(reason ?? "It failed, and left no word why.", 600);
  const far = progress === undefined ? "" : ` after ${progress.done} of ${progress.total} ${progress.unit}`;
  return reason === undefined ? `Ended${far} without a word, as when it is killed` : `Stopped${far}`;
}

/** The verdict, and the one next step in the words of the report and of the terminal. */
export function Verdict({ run }: { readonly run: RunSummary }) {
  const detail = useRun("detail", getDetail).value?.answer;
  const report = detail?.ok ? detail.value.files.find(({ name }) => name === "report.html") : undefined;
  const { next } = run;
  return (
    <>
      <h1>
        <Words text={asSentence(run.conclusion || without(run), run)} limit={900} />
      </h1>
      {next !== null && (
        <div class="next">
          <p>
            <b>Next</b> <Words text={next.edit} limit={400} verbatim />
          </p>
          {next.expect !== "" && (
            <p class="note">
              Expect: <Words text={next.expect} limit={400} />
            </p>
          )}
          {next.also.map((sentence) => (
            <p class="note" key={sentence}>
              <Words text={sentence} limit={400} />
            </p>
          ))}
        </div>
      )}
      {run.state !== "done" && run.state !== "running" && run.resumable && detail?.ok && (
        <Again run={run} command={detail.value.resume} />
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
