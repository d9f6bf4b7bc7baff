import { RegularizeError } from "../core/index.ts";
import { contentOf, type Source } from "./source.ts";

/** The place in a JSON text that its parser complains about, from 0. */
const positionIn = (cause: unknown): number => Number(/position (\d+)/u.exec(String(cause))?.[1] ?? 0);

async function* linesOf(source: Source): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of contentOf(source)) {
    const lines = (rest + piece.toString("utf8")).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function badLine(source: Source, line: number, text: string, column: number, cause?: unknown): RegularizeError {
  const place = `${source.path}:${line}:${column}`;
  const array = line === 1 && text.trimStart().startsWith("[");
  return new RegularizeError({
    code: "E217",
    where: place,
    message: `${place} the line is not a JSON object`,
    expected: '{"column": value, …} on each line',
    received: JSON.stringify(text.slice(0, 60)),
    todo: array ? `jq -c '.[]' ${source.path} > rows.jsonl` : "repair or remove the line",
    cause,
  });
}

/** Rethrows an error of reading; for a JSON-lines file, as the first line that is not an object (E217, line and column). */
export async function jsonError(source: Source, error: unknown): Promise<never> {
  if (source.format !== "jsonl" || !(error instanceof RegularizeError) || error.code !== "E217") throw error;
  let line = 0;
  for await (const text of linesOf(source)) {
    line++;
    if (text.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw badLine(source, line, text, positionIn(cause) + 1, cause);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw badLine(source, line, text, 1);
  }
  throw error;
}
