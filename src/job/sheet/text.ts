import { fold as foldKey, type Key, keyOf, RegularizeError } from "../../core/index.ts";
import {
  type Origin,
  type TextCopy,
  textSheet,
  textSheetHtml,
  textSheetPng,
  textSheetSvg,
  type TextRow,
  type TextSheet,
} from "../../observe/index.ts";
import { preparedPolicy, type TextPolicy } from "../augment/text.ts";
import type { GivenStep } from "../augment/steps.ts";
import type { Fold } from "../prepare.ts";
import type { TextPrepared } from "../source/text.ts";
import { type Original, originalsOf } from "./originals.ts";
import { stepLine } from "./strength.ts";
import { typicalSteps } from "./typical.ts";
import type { AugmentSheetOptions, Drawn, SheetFormat } from "./types.ts";

/** Texts on a sheet, and the words of those that are liked best: enough to change, not too long to read. */
const TEXTS = 4;
const WORDS = { least: 8, most: 40 } as const;

/** How many words a text is away from what is read with pleasure. */
export function wordsOff(text: string): number {
  const words = text.slice(0, 4000).split(/\s+/u).length;
  return Math.max(0, WORDS.least - words, words - WORDS.most);
}

/** One operation that copies are made by. */
interface Maker {
  readonly name: string;
  readonly policy: TextPolicy;
}

/** The steps of a user, each alone, and of several all together. */
async function makersOf(steps: readonly GivenStep[], alone: boolean, texts: readonly string[], key: Key) {
  const lists = [...steps.map((step) => [step]), ...(alone || steps.length === 1 ? [] : [steps])];
  const makers: Maker[] = [];
  for (const list of lists) {
    const name = list.length === 1 ? stepLine("text", list[0]!) : "all together";
    makers.push({ name, policy: await preparedPolicy(list, texts, key) });
  }
  return makers;
}

/** About as many copies as samples are asked for, and one of each operation at least. */
function rowOf(
  { caption }: Original,
  place: number,
  source: string,
  makers: readonly Maker[],
  samples: number,
  key: Key,
) {
  const each = Math.max(1, Math.floor(samples / makers.length));
  const copies = makers.flatMap(({ name, policy }, m) =>
    Array.from({ length: each }, (_, i): TextCopy => {
      const suffix = each > 1 ? ` · ${i + 1}` : "";
      return { operation: `${name}${suffix}`, text: policy(source, place, foldKey(key, "copy", m, i)) };
    }),
  );
  return { name: caption, source, copies } satisfies TextRow;
}

/** Texts beside what is made of them. */
export async function sheetOfTexts(
  { texts }: TextPrepared,
  fold: Fold,
  { augment, samples = 6, seed = 42, listing }: AugmentSheetOptions,
  { format, ...origin }: Origin & { readonly format: SheetFormat },
): Promise<Drawn> {
  const key = foldKey(keyOf(seed), "sheet");
  const originals = originalsOf(fold, TEXTS, (row) => wordsOff(texts[row]!));
  const sources = originals.map(({ row }) => texts[row]!);
  const steps = augment ?? typicalSteps("text", []).steps.map(({ step }) => step);
  const makers = await makersOf(steps, augment === undefined, sources, key);
  const rows = originals.map((of, i) => rowOf(of, i, sources[i]!, makers, samples, foldKey(key, "row", i)));
  const operations = steps.map((step) => stepLine("text", step));
  const what = augment === undefined ? `${operations.length} operations at typical strengths` : operations.join(", ");
  const sheet = { ...origin, subtitle: what, rows };
  const { content, texts: count } = await written(sheet, format, listing);
  return { operations, trainingRows: fold.train.rows, shown: originals.slice(0, count).map(({ row }) => row), content };
}

/** The sheet in its form; a picture has as many texts from the first as it has room for. */
async function written(sheet: TextSheet, format: SheetFormat, listing: AugmentSheetOptions["listing"]) {
  const texts = sheet.rows.length;
  if (format === "html") return { content: textSheetHtml(sheet), texts };
  if (format === "svg") return { content: textSheetSvg(sheet), texts };
  if (format === "txt") return { content: textSheet(sheet, listing), texts };
  for (let rows = texts; ; rows--)
    try {
      return { content: await textSheetPng({ ...sheet, rows: sheet.rows.slice(0, rows) }), texts: rows };
    } catch (error) {
      if (!(error instanceof RegularizeError && error.code === "E530") || rows <= 1) throw error;
    }
}
