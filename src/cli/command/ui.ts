import { RegularizeError } from "../../core/index.ts";
import { asTyped, printEvent, printLines, styleOf } from "../print.ts";
import { labelled, warned } from "../report/lines.ts";
import { clean } from "../text/width.ts";
import { given } from "./data.ts";
import type { CommandDefinition, Context } from "./define.ts";

/** The token: from a file or from the environment, never from the command line, which others can read. */
async function tokenOf({ io, values }: Context): Promise<string | undefined> {
  if (values.tokenFile === undefined) return io.env["REGULARIZE_TOKEN"] || undefined;
  try {
    return (await io.readText(values.tokenFile)).trim();
  } catch (cause) {
    throw new RegularizeError({
      code: "E169",
      where: "--token-file",
      message: `Cannot read ${values.tokenFile}`,
      todo: "name a file with a token of 16 characters at least",
      cause,
    });
  }
}

const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** How there comes to be something to look at. */
const firstRun = (data: readonly string[]): string =>
  data.length === 0
    ? "make one: regularize compare churn.csv --target churn, or name your file: regularize ui --data churn.csv"
    : "start one from the page, under Jobs";

async function run(context: Context): Promise<void> {
  const { io, mode, jobs, values, args } = context;
  const { port, host, data } = values;
  const token = await tokenOf(context);
  const named = args[0];
  const served = await jobs.serve(given({ runs: named === undefined ? undefined : [named], data, port, host, token }));
  const style = styleOf(io, "stderr");
  if (mode.json) printEvent(io, { v: 1, type: "serving", url: served.url, port: served.port });
  else {
    if (served.moved) printLines(io.stderr, warned(`port ${port} is busy: taking ${served.port}`, style));
    printLines(io.stdout, [served.url]);
    const shown = [clean(named ?? "runs"), ...data.map((path) => clean(path))].join(", ");
    if (!mode.quiet) {
      printLines(io.stderr, labelled("serving", asTyped(`${shown} · Ctrl-C stops`, io), style));
      if (served.isEmpty()) printLines(io.stderr, labelled("runs", asTyped(`none yet; ${firstRun(data)}`, io), style));
    }
  }
  await untilStopped(io.signal);
  const left = served.running();
  if (left > 0) printLines(io.stderr, labelled("stopping", `${left} running, saved as far as they are`, style));
  await served.close();
}

export const ui: CommandDefinition = {
  name: "ui",
  summary: "look at runs in the browser, follow running ones, and start new ones",
  args: [{ name: "RUNS", doc: "a folder of runs, or one run; runs/ when absent", required: false, example: "runs" }],
  settings: "ui",
  examples: ["regularize ui", "regularize ui runs --data churn.csv", "regularize ui --port 8080"],
  run,
};
