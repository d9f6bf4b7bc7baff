import { basename, resolve } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import type { Origin } from "../../observe/index.ts";
import { imagePolicy } from "../augment/image.ts";
import { checkStep } from "../augment/steps.ts";
import { commandOf } from "../command.ts";
import { notice } from "../notices.ts";
import { foldOf, prepare, type Prepared } from "../prepare.ts";
import { kindOf } from "../source/kinds.ts";
import { throwIfStopped } from "../stop.ts";
import { sheetOfImages } from "./image.ts";
import { checkPlace, formatOf, placeOf, TITLE, writeSheet } from "./place.ts";
import { sheetOfTable } from "./table.ts";
import { sheetOfTexts } from "./text.ts";
import type { AugmentSheetEvent, AugmentSheetOptions, AugmentSheetResult, Drawn, SheetFormat } from "./types.ts";

export type { AugmentSheetEvent, AugmentSheetOptions, AugmentSheetResult } from "./types.ts";

/** What is wrong whatever the data holds. Throws E112, E134, E136, E140, E310, E311, E52x. */
async function checkFirst(options: AugmentSheetOptions): Promise<void> {
  const { augment, out } = options;
  if (augment?.length === 0)
    throw new RegularizeError({
      code: "E112",
      where: "--augment",
      message: "There is no augmentation to show",
      todo: "name one, or leave --augment out to see typical ones",
    });
  for (const [i, step] of (augment ?? []).entries()) checkStep(step, `augment[${i}]`);
  if (out !== undefined) formatOf(out);
  const kind = await kindOf(options);
  if (kind === "image" && augment !== undefined) imagePolicy(augment, [3, 32, 32]);
  if (kind === "image" && out !== undefined) formatOf(out, kind);
  const path = kind === "image" ? placeOf(options, kind) : out;
  if (path !== undefined) await checkPlace(path, options);
}

/** What is written on the sheet beside what it shows. */
function originOf({ recipeFile, samples, out, ...options }: AugmentSheetOptions): Origin {
  const { augment, seed = 42, ...data } = options;
  const named = recipeFile === undefined && augment !== undefined ? { augment } : {};
  const name = basename(resolve(options.data));
  const command = commandOf({ ...data, ...named, seed }, "augment", [
    ["--recipe", recipeFile === undefined ? undefined : basename(recipeFile)],
    ["--samples", samples],
    ["--out", out === undefined ? undefined : basename(out)],
  ]);
  const notes = ["Training rows of the first repeat are shown; validation and test rows are not."];
  return { title: `${TITLE}${name}`, data: name, seed, command, notes };
}

/** The sheet of data that was read. */
export function drawSheet(prepared: Prepared, options: AugmentSheetOptions, format: SheetFormat): Promise<Drawn> {
  const origin = originOf(options);
  if (prepared.kind === "image") return sheetOfImages(prepared, foldOf(prepared, 0), options, origin);
  if (prepared.kind === "text") return sheetOfTexts(prepared, foldOf(prepared, 0), options, { ...origin, format });
  return sheetOfTable(prepared, foldOf(prepared, 0), options, { ...origin, format });
}

/**
 * Draws a sheet of originals and what augmentations make of them: a contact sheet of images, a listing of texts, a table before and
 * after. Only training rows are shown. Throws E1xx for options, E2xx for data, E530 for what does not fit a picture, E52x for a
 * place that cannot be written.
 */
export async function augmentSheet(
  options: AugmentSheetOptions,
  onEvent: (event: AugmentSheetEvent) => void = () => {},
): Promise<AugmentSheetResult> {
  await checkFirst(options);
  const prepared = await prepare(options, options.seed ?? 42);
  const { kind } = prepared;
  const path = placeOf(options, kind);
  const format = path === undefined ? "txt" : formatOf(path, kind);
  if (path !== undefined) await checkPlace(path, options);
  for (const event of prepared.notices) onEvent(event);
  const drawn = await drawSheet(prepared, options, format);
  for (const message of drawn.notices ?? []) onEvent(notice("model", message));
  throwIfStopped(options.signal);
  if (path !== undefined) await writeSheet(path, drawn.content);
  const { operations, trainingRows, shown } = drawn;
  const result: AugmentSheetResult = {
    ...{ v: 1, type: "result", kind, format, operations, trainingRows },
    ...(shown === undefined ? {} : { shown: shown.map((row) => row + 1) }),
    ...(path === undefined ? { text: String(drawn.content) } : { path }),
  };
  onEvent(result);
  return result;
}
