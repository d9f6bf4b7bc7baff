import { plural } from "../core/count.ts";
import { quoted } from "./command.ts";
import { notice } from "./notices.ts";
import type { Fold, Input, Prepared } from "./prepare.ts";
import type { DataOptions, NoticeEvent } from "./types.ts";

/** A category of fewer rows may tell of single ones. */
const FEW = 5;
const NAMED = 4;

/** What prediction needs of private data word by word, and a run for it keeps so. */
export function keptNotices(
  { aggregatesOnly }: DataOptions & { readonly aggregatesOnly?: boolean },
  prepared: Prepared,
  part: () => Pick<Fold<Input>, "input">,
): NoticeEvent[] {
  if (aggregatesOnly !== true) return [];
  const { input } = part();
  if (input.kind === "text") {
    const words = plural(input.text.words.length, "word");
    return [kept(`${words} of ${input.text.column}, each in at least two training texts`)];
  }
  if (input.kind === "image" || prepared.kind !== "table") return [];
  const columns = input.preprocessor.columns.flatMap((spec) =>
    spec.kind === "numeric" ? [] : [{ name: spec.name, levels: spec.levels.length, rare: rareOf(prepared, spec) }],
  );
  const total = (of: "levels" | "rare"): number => columns.reduce((sum, column) => sum + column[of], 0);
  if (columns.length === 0) return [];
  const categories = `${plural(total("levels"), "category", "categories")} of ${named(columns.map(({ name }) => name))}`;
  const rare = columns.filter((column) => column.rare > 0).sort((a, b) => b.rare - a.rare);
  const told = `; ${total("rare")} of fewer than ${FEW} rows may tell of single ones`;
  return [rare.length === 0 ? kept(categories) : kept(`${categories}${told}`, `--drop ${quoted(rare[0]!.name)}`)];
}

const kept = (what: string, flag?: string): NoticeEvent =>
  notice(
    "data",
    `inputs.json and model.onnx keep, as prediction needs them to the letter: ${what}${flag === undefined ? "" : ` (change: ${flag})`}`,
  );

const named = (names: readonly string[]): string =>
  `${names.slice(0, NAMED).join(", ")}${names.length > NAMED ? ` and ${names.length - NAMED} more columns` : ""}`;

/** How many of a column's categories few rows of the data have. */
function rareOf(
  { features }: Extract<Prepared, { kind: "table" }>,
  { name, levels }: { readonly name: string; readonly levels: readonly string[] },
): number {
  const column = features.find((feature) => feature.name === name);
  if (column?.kind !== "category") return 0;
  const rows = new Int32Array(column.levels.length);
  for (const code of column.codes) if (code >= 0) rows[code]!++;
  const places = new Map(column.levels.map((level, i) => [level, i]));
  return levels.filter((level) => rows[places.get(level) ?? -1]! < FEW).length;
}
