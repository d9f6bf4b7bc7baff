import { gain } from "../../train/best.ts";
import { type ResultTable, type Verdict, type VerdictKind, verdict } from "../verdict.ts";
import { show, showSigned } from "../wording.ts";
import type { Diagnosis } from "./diagnose.ts";
import type { DiagnosisKind, Found } from "./story.ts";

/** What a comparison of recipes says of its reference, in the words of a diagnosis. */
const KINDS: Readonly<Record<VerdictKind, DiagnosisKind>> = {
  diverged: "diverged",
  noSignal: "noSignal",
  costlyOverfit: "harmfulOverfitting",
  improvable: "good",
  underfit: "underfitting",
  harmlessGap: "benignGap",
  good: "good",
  cannotTell: "cannotTell",
};

export interface Compared extends ResultTable {
  /** Rows of the sealed test, and what its winner scored there. */
  readonly winner: {
    readonly name: string;
    readonly train: number;
    readonly validation: number;
    readonly test: number;
  };
}

/** The verdict of a comparison: the recipe that is better is the next edit, its interval what to expect. */
export function diagnoseComparison(table: Compared): Diagnosis {
  const said = verdict(table);
  const { metric, winner, baseline, recipes } = table;
  const reference = recipes.find(({ effect }) => effect === undefined || effect === null);
  const values = {
    ...{ train: winner.train, validation: winner.validation, test: winner.test, baseline },
    gap: gain(metric.better, winner.train, winner.validation),
    [metric.name]: winner.validation,
  };
  const evidence = {
    ...{ train: reference?.train ?? Number.NaN, validation: reference?.validation.mean ?? Number.NaN, baseline },
    helps: said.helps.join(", "),
    hurts: said.hurts.join(", "),
  };
  return { kind: KINDS[said.kind], sentence: said.sentence, evidence, ...effectOf(table, said), also: [], values };
}

function effectOf({ recipes, metric, repeats }: Compared, { helps, kind }: Verdict): Pick<Found, "next" | "interval"> {
  const best = recipes.find(({ name }) => name.replace(/^\+\s*/u, "") === helps[0]);
  const effect = best?.effect;
  if (best !== undefined && effect !== undefined && effect !== null) {
    const { mean: value, low, high } = effect;
    return {
      next: {
        edit: `the recipe ${best.name}`,
        expect: `${metric.title ?? metric.name} ${showSigned(value)} [${show(low)}, ${show(high)}] on validation`,
      },
      interval: { of: `effect of ${best.name} on validation`, value, low, high },
    };
  }
  if (recipes.length === 1 && kind === "cannotTell") return { next: ANOTHER };
  return { next: NEXT[kind] ?? moreRepeats(repeats) };
}

const NEXT: { readonly [K in VerdictKind]?: Found["next"] } = {
  diverged: { edit: "--lr: a tenth of it", expect: "a validation score" },
  noSignal: { edit: "other columns, or more rows", expect: "nothing from any recipe" },
  underfit: { edit: "more --epochs or a larger --hidden", expect: "training and validation both better" },
  harmlessGap: { edit: "none: keep it", expect: "nothing that was tried does better" },
  good: { edit: "none: keep it", expect: "nothing that was tried does better" },
};

/** As the sentence advises: one recipe alone. */
const ANOTHER: Found["next"] = {
  edit: "another recipe: regularize compare DATA tries the usual ones",
  expect: "what each brings",
};

/** As the sentence advises: two repeats give no error to trust. */
const moreRepeats = (repeats = 5): Found["next"] =>
  repeats < 3
    ? { edit: "--seeds 5", expect: "intervals that can be trusted" }
    : { edit: `--seeds ${Math.max(10, 2 * repeats)}`, expect: "intervals two thirds as wide" };
