import type { Io, Out } from "./io.ts";
import type { Style } from "./report/lines.ts";
import { colorsFor } from "./text/colors.ts";
import { clean } from "./text/width.ts";

/** Colours and width of a stream: the terminal's, else what `COLUMNS` says; a file has no width to fit. */
export const styleOf = (io: Io, out: "stdout" | "stderr"): Style => ({
  colors: colorsFor(io.env, io[out].isTTY === true),
  width: Math.max(20, widthOf(io, io[out])),
});

function widthOf({ env }: Io, { isTTY, columns }: Out): number {
  const told = /^\d{1,4}$/u.test(env["COLUMNS"] ?? "") ? Number(env["COLUMNS"]) : 0;
  return isTTY === true ? columns || told || 80 : told || Number.POSITIVE_INFINITY;
}

/** One JSON event a line. Numbers that JSON lacks (NaN) are null. */
export function printEvent(io: Pick<Io, "stdout">, event: object): void {
  io.stdout.write(`${JSON.stringify(event)}\n`);
}

export function printLines(out: Out, lines: readonly string[]): void {
  if (lines.length > 0) out.write(`${lines.join("\n")}\n`);
}

const HINT = /^((?:next| *→)? *)regularize (?=[a-z-])/gmu;

/** Hints that begin with `regularize` as this user types it: `REGULARIZE_COMMAND` in its place, where that is set. */
export function asTyped(text: string, { env }: Pick<Io, "env">): string {
  const command = clean(env["REGULARIZE_COMMAND"] ?? "");
  return command === "" ? text : text.replace(HINT, (_, before: string) => `${before}${command} `);
}
