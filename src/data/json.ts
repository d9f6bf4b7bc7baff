import { RegularizeError } from "../core/index.ts";
import { checkText } from "./csv/check.ts";
import { showPlace } from "./csv/place.ts";
import { arrayChecker, elementsOf, placeWithin } from "./jsonArray.ts";
import { contentOf, headOf, type Source } from "./source.ts";

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

const HEAD_BYTES = 1 << 16;

/** The command that takes the rows out of an object that holds them, such as `{"data": [{…}, …]}`; undefined where none is seen. */
export async function rowsWithin(source: Source): Promise<string | undefined> {
  const { head } = await headOf(source, HEAD_BYTES);
  const text = head.toString("utf8");
  // Else it is JSON lines whose first row is whole.
  if (/^\s*\{[^\n]*\}\s*\n\s*\S/u.test(text)) return undefined;
  const [, key] = /^\s*\{[^[\]]*?("[\w .-]+")\s*:\s*\[\s*\{/u.exec(text) ?? [];
  return key === undefined ? undefined : `jq '.[${key}]' ${source.path} > rows.json   to take the rows out of ${key}`;
}

async function badLine(
  source: Source,
  line: number,
  text: string,
  column: number,
  cause?: unknown,
): Promise<RegularizeError> {
  const place = `${source.path}:${line}:${column}`;
  const within = await rowsWithin(source);
  return new RegularizeError({
    code: "E217",
    where: place,
    message: `${place} the line is not a JSON object`,
    expected: '{"column": value, …} on each line',
    received: JSON.stringify(text.slice(0, 60)),
    todo: within ?? "repair or remove the line",
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

/** SHA-256 of the file; E212, E213 or E217 where its bytes cannot be JSON lines, or an array of objects. */
export async function checkJson(source: Source): Promise<string> {
  if (source.format === "json") {
    const array = arrayChecker(source);
    const hash = await checkText(source, 0, array.push);
    await array.end();
    return hash;
  }
  const braces = new BraceChecker();
  return checkText(source, 0, async (piece) => {
    if (braces.push(piece)) return;
    let line = 0;
    for await (const text of linesOf(source)) if (++line === braces.line) throw await badLine(source, line, text, 1);
  });
}

/** Throws E217 at the first row of an array that is not JSON. */
async function elementError(source: Source): Promise<void> {
  for await (const element of elementsOf(source)) {
    try {
      JSON.parse(element.text);
    } catch (cause) {
      const place = showPlace(source.path, await placeWithin(source, element, positionIn(cause, element.text)));
      const todo = "repair the file, or write it again";
      throw new RegularizeError({ code: "E217", where: place, message: `${place} this is not JSON`, todo, cause });
    }
  }
}

/** Rethrows an error of reading; for a JSON file, as the first row that is not an object (E217, line and column). */
export async function jsonError(source: Source, error: unknown): Promise<never> {
  if (!(error instanceof RegularizeError) || error.code !== "E217") throw error;
  if (source.format === "json") await elementError(source);
  if (source.format !== "jsonl") throw error;
  let line = 0;
  for await (const text of linesOf(source)) {
    line++;
    if (text.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw await badLine(source, line, text, positionIn(cause, text) + 1, cause);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw await badLine(source, line, text, 1);
  }
  throw error;
}
