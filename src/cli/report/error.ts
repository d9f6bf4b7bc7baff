import { inspect } from "node:util";
import { RegularizeError } from "../../core/index.ts";
import type { Colors } from "../text/colors.ts";
import { clean } from "../text/width.ts";

/** What the operating system refuses for want of space, rights or handles: not our bug, not the user's syntax. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOSPC: "free some space, or --out on another disk",
  EDQUOT: "free some space, or --out on another disk",
  EROFS: "--out in a folder that can be written",
  EACCES: "--out in a folder that can be written, or change its rights",
  EPERM: "--out in a folder that can be written, or change its rights",
  EMFILE: "raise the limit of open files: ulimit -n 4096",
  ENFILE: "close other programs: the system is out of open files",
  ENOMEM: "--threads 1, or a machine with more memory",
  EIO: "check the disk",
};

/** Any failure as an error with a code. What nobody foresaw is E900, a bug of ours; its stack shows under REGULARIZE_DEBUG. */
export function asError(thrown: unknown): RegularizeError {
  if (thrown instanceof RegularizeError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const errno = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (Object.hasOwn(REFUSALS, errno))
    return new RegularizeError({ code: "E510", message, todo: REFUSALS[errno]!, cause: thrown });
  return new RegularizeError({ code: "E900", message: `Internal: ${message}`, cause: thrown });
}

const cleaned = (error: RegularizeError): RegularizeError =>
  new RegularizeError({
    ...facts(error, clean),
    code: error.code,
    message: clean(error.message),
    details: bugLines(error),
  });

const BUG = "This is a bug of ours. Please report it, with the command and what REGULARIZE_DEBUG=1 shows.";
const bugLines = ({ code, details }: RegularizeError): string[] => [
  ...details.map(clean),
  ...(code.startsWith("E9") ? [BUG] : []),
];

function facts({ where, expected, received, todo }: RegularizeError, show: (text: string) => string) {
  const entries = Object.entries({ where, expected, received, todo }).filter(([, text]) => text !== undefined);
  return Object.fromEntries(entries.map(([name, text]) => [name, show(text!)]));
}

/** The error for people: nothing of it can move the cursor. With the stacks of it and its causes when `debug`. */
export function errorText(error: RegularizeError, colors: Colors, debug: boolean): string {
  const text = cleaned(error)
    .toText()
    .replace(/^error \S+/u, (head) => colors.bold(colors.red(head)));
  return debug ? `${text}\n${stacks(error)}` : text;
}

function stacks(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${stacks(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/** The error for programs: one event. */
export const errorEvent = (error: RegularizeError, exitCode: number): object => ({
  ...{ v: 1, type: "error", code: error.code, message: error.message },
  ...facts(error, (text) => text),
  ...(error.details.length === 0 ? {} : { details: error.details }),
  exitCode,
});
