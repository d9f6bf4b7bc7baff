import { RegularizeError } from "../../core/index.ts";
import type { AugmentSheetOptions, AugmentSheetResult } from "../../job/sheet/augmentSheet.ts";
import type { DataOptions } from "../../job/types.ts";
import { ansiMarks, plainMarks } from "../../observe/sheet/text/textSheet.ts";
import type { Name } from "../options/settings.ts";
import { createObserver } from "../observe.ts";
import { printEvent, printLines, styleOf } from "../print.ts";
import { copied } from "../report/lines.ts";
import { count } from "../text/numbers.ts";
import { wantsColor } from "../text/colors.ts";
import { clean } from "../text/width.ts";
import { DATA, dataOptions, given, stepsOf } from "./data.ts";
import { recipesNamed } from "./recipe.ts";
import type { CommandDefinition, Context } from "./define.ts";

type Steps = Pick<AugmentSheetOptions, "augment" | "recipeFile">;

/** A flag wins over the recipe's file, which wins over environment and settings file. */
async function stepsToShow(context: Context): Promise<Steps> {
  const { io, values, sources, isFlag } = context;
  const path = recipesNamed(values).at(-1);
  if (path === undefined || isFlag(sources.augment)) return given({ augment: stepsOf(values.augment) });
  const { readRecipes } = await import("../options/recipes.ts");
  const recipes = await readRecipes(path, io, {});
  const found = recipes.filter(({ augment }) => augment.length > 0);
  if (recipes.length === 1 && found.length === 1) return { augment: found[0]!.augment, recipeFile: path };
  throw new RegularizeError({
    code: "E112",
    where: path,
    message:
      recipes.length > 1
        ? `${path} holds ${recipes.length} recipes, and augment shows one`
        : `${path} has no augmentation to show`,
    todo: recipes.length > 1 ? "a file with one of them" : "augment: [randomHorizontalFlip]",
  });
}

const WIDEST = 140;

/** How a listing is printed: as wide as the terminal, with colours where they are wanted. */
function listingOf({ io, mode }: Context): NonNullable<AugmentSheetOptions["listing"]> {
  const { width } = styleOf(io, "stdout");
  const marks = !mode.json && wantsColor(io.env, io.stdout.isTTY === true) ? ansiMarks : plainMarks;
  return Number.isFinite(width) && !mode.json ? { width: Math.min(WIDEST, width), marks } : { marks };
}

/** What nobody wrote stays unsaid, so that the command on the sheet is short; the job has the same defaults. */
function written<T extends DataOptions>({ sources }: Context, { data, ...options }: T): T {
  const entries = Object.entries(options).filter(([name]) => sources[name as Name] !== "default");
  return { data, ...Object.fromEntries(entries) } as T;
}

async function optionsOf(context: Context): Promise<AugmentSheetOptions> {
  const { io, values } = context;
  const { seed, samples, out } = values;
  const steps = await stepsToShow(context);
  const data = await dataOptions("augment", context);
  const options = written(context, { ...data, ...given({ seed, samples, out }) });
  return { ...options, ...steps, listing: listingOf(context), signal: io.signal };
}

/** `saved    augment-photos.png  21 augmentations on 36 training rows`. */
function savedLine({ path = "", operations, trainingRows }: AugmentSheetResult): string {
  const [n, rows] = [operations.length, count(trainingRows)];
  return copied("saved", `${clean(path)}  ${n} ${n === 1 ? "augmentation" : "augmentations"} of ${rows} training rows`);
}

async function run(context: Context): Promise<void> {
  const { io, mode, jobs } = context;
  const options = await optionsOf(context);
  const observer = await createObserver(io, mode);
  try {
    const result = await jobs.augment(options, (event) => event.type === "notice" && observer.onEvent(event));
    observer.stop();
    if (mode.json) printEvent(io, result);
    else if (result.text !== undefined) io.stdout.write(result.text);
    else if (!mode.quiet) printLines(io.stderr, [savedLine(result)]);
  } finally {
    observer.stop();
  }
}

export const augment: CommandDefinition = {
  name: "augment",
  summary: "show what augmentations make of your data: a sheet of images, texts or a table before and after",
  args: [{ ...DATA, doc: "a table (CSV, TSV, Parquet, JSON lines; .gz too), with texts too; a folder of images; IDX" }],
  settings: "augment",
  examples: [
    "regularize augment photos/ --out sheet.png",
    "regularize augment photos/ --augment randomRotation=15 --augment randomErasing --samples 8",
    "regularize augment reviews.csv --target stars --text review",
    "regularize augment churn.csv --target churn --augment smote=0.5 --out smote.svg",
  ],
  run,
};
