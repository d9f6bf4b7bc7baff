import { RegularizeError } from "../core/index.ts";
import { checkText } from "./csv/check.ts";
import { contentOf, type Source } from "./source.ts";

/** The place in a JSON text that its parser complains about, from 0; its end when the parser wants more. */
const positionIn = (cause: unknown, text: string): number =>
  Number(/position (\d+)/u.exec(String(cause))?.[1] ?? text.length);

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

const LF = 10;
const SPACES = new Set([9, 13, 32]);
const BRACE = 123;

/** Checks that every line that is not blank begins with a brace: DuckDB would take other values as a column. */
class BraceChecker {
  line = 1;
  #begun = false;

  /** False at the first line that is no object; `line` is its number. */
  push(piece: Uint8Array): boolean {
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i]!;
      if (this.#begun || byte === LF) {
        const end = piece.indexOf(LF, i);
        if (end < 0) return true;
        i = end;
        this.line++;
        this.#begun = false;
      } else if (!SPACES.has(byte)) {
        if (byte !== BRACE) return false;
        this.#begun = true;
      }
    }
    return true;
  }
}

/** SHA-256 of the file; E212, E213 or E217 where its bytes cannot be JSON lines. */
export function checkJson(source: Source): Promise<string> {
  const braces = new BraceChecker();
  return checkText(source, 0, async (piece) => {
    if (braces.push(piece)) return;
    let line = 0;
    for await (const text of linesOf(source)) if (++line === braces.line) throw badLine(source, line, text, 1);
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
      throw badLine(source, line, text, positionIn(cause, text) + 1, cause);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw badLine(source, line, text, 1);
  }
  throw error;
}
