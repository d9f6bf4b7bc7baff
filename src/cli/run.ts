import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { RegularizeError } from "../core/index.ts";
import type { CommandDefinition } from "./command/define.ts";
import * as members from "./command/index.ts";
import type { Io, Mode } from "./io.ts";
import type { Jobs } from "./jobs.ts";
import { asTyped, printEvent, printLines, styleOf } from "./print.ts";
import { configPath } from "./options/configPath.ts";
import { checkForgotten, flagLayer, lastOf } from "./options/flags.ts";
import { environmentLayer, type Resolved, resolveLayers } from "./options/layers.ts";
import { flag } from "./options/parse.ts";
import { namesFor } from "./options/settings.ts";
import { createProgram, type Parsed } from "./program.ts";
import { asError, errorEvent, errorText } from "./report/error.ts";
import { labelled } from "./report/lines.ts";
import { stopCode } from "./signals.ts";
import { colorsFor } from "./text/colors.ts";
import { clean } from "./text/width.ts";
import { checkArguments, unknownCommand, usageError } from "./usage.ts";

export const commands: readonly CommandDefinition[] = Object.values(members);

const version = (): string => {
  const { version: text } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return text;
};

/** The command line: prints on the streams of `io`, calls `jobs`, and gives the exit code. It never throws. */
export async function run(argv: readonly string[], given: Io, jobs: Jobs): Promise<number> {
  const began = given.now();
  // One clock for progress and for what was saved.
  const io: Io = { ...given, now: () => given.now() - began };
  const mode: Mode = { json: asksForJson(argv, io.env), quiet: false };
  try {
    const program = createProgram(io, version(), commands, (parsed) => execute(parsed, io, jobs, mode));
    if (argv.length === 0) {
      program.configureOutput({ writeErr: (text) => io.stderr.write(text) }).outputHelp({ error: true });
      return 2;
    }
    const [first, topic] = argv;
    if (first === "help" && topic !== undefined && !commands.some(({ name }) => name === topic))
      throw unknownCommand(topic, commands);
    checkForgotten(argv);
    await program.parseAsync(argv, { from: "user" });
    return stopCode(io.signal) ?? 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    return fail(thrown instanceof CommanderError ? await usageError(thrown, argv, commands) : thrown, io, mode);
  }
}

/** Known before anything is parsed, so that errors of parsing are events too. */
function asksForJson(argv: readonly string[], env: Io["env"]): boolean {
  const own = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  const [on, off] = [own.lastIndexOf("--json"), own.lastIndexOf("--no-json")];
  return on === off ? flag(env["REGULARIZE_JSON"] ?? "") === true : on > off;
}

async function execute({ definition, args, options }: Parsed, io: Io, jobs: Jobs, mode: Mode): Promise<void> {
  const command = definition.settings;
  const wanted = command === undefined ? [] : namesFor(command);
  const flags = flagLayer(options);
  const environment = environmentLayer(io.env);
  const path = command === undefined ? undefined : configPath(lastOf(options, "config"), io.env, io.cwd);
  const file = path === undefined ? new Map() : await (await import("./options/file.ts")).fileLayer(path, io);
  const resolved = resolveLayers([flags, environment, file], wanted);
  mode.json = resolved.values.json === true;
  mode.quiet = resolved.values.quiet === true;
  if (command !== undefined && options["printConfig"] === true) {
    const { configEvent, configReport } = await import("./report/config.ts");
    if (mode.json) printEvent(io, configEvent(command, resolved));
    else printLines(io.stdout, configReport(command, resolved, styleOf(io, "stdout")));
    return;
  }
  checkArguments(definition, args);
  if (path !== undefined && !mode.json && !mode.quiet) printLines(io.stderr, usedFile(path, resolved, io));
  if (resolved.values.cache !== undefined) jobs.useCache(resolved.values.cache);
  const isFlag = (source: string): boolean => source.startsWith("--");
  await definition.run({ ...resolved, io, mode, jobs, args, commands, isFlag });
}

/** `✔ config regularize.yaml: target, seeds`: a file that nobody named may not change anything in silence. */
function usedFile(path: string, { sources }: Resolved, io: Io): string[] {
  const used = Object.entries(sources).flatMap(([name, source]) => (source.startsWith(`${path}:`) ? [name] : []));
  return used.length === 0 ? [] : labelled("config", `${clean(path)}: ${used.join(", ")}`, styleOf(io, "stderr"));
}

/** Prints an error as text on stderr, and as an event on stdout when those are wanted; the exit code. */
function fail(thrown: unknown, io: Io, mode: Mode): number {
  const stopped = stopCode(io.signal);
  const error = stopped !== undefined && isAbort(thrown) ? STOPPED : asError(thrown);
  const code = stopped ?? error.exitCode;
  if (mode.json) printEvent(io, errorEvent(error, code));
  const debug = (io.env["REGULARIZE_DEBUG"] ?? "") !== "" && error.code !== STOPPED.code;
  io.stderr.write(`${asTyped(errorText(error, colorsFor(io.env, io.stderr.isTTY === true), debug), io)}\n`);
  return code;
}

/** What jobs throw when they stop because they were asked to; they say in it what was saved. */
const STOPPED = new RegularizeError({ code: "E107", message: "Interrupted: nothing was saved" });
const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === "AbortError";
