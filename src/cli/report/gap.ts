import { plural } from "../../core/count.ts";
import type { ItemizedGap } from "../../decide/gap/index.ts";
import { show } from "../../decide/wording.ts";
import type { GapFindings, KeptFindings } from "../../job/gap/types.ts";
import { count } from "../text/numbers.ts";
import { clean } from "../text/width.ts";
import { continued, labelled, type Style, warned } from "./lines.ts";

const TERMS: { readonly [K in keyof ItemizedGap["terms"]]: string } = {
  penalty: "penalty",
  averaging: "averaging over the epoch",
  augmentation: "augmentation",
  loss: "label smoothing and the like",
  batchNorm: "batch statistics",
  noise: "dropout and other noise",
  rows: "other rows",
};
/** Part of the naive loss below which a term is not told. */
const TOLD = 0.005;

const negated = (x: number): string => (x < 0 ? `-${show(-x)}` : show(x));
const signed = (x: number): string => (x < 0 ? negated(x) : `+${show(x)}`);

type Told = KeptFindings & Pick<GapFindings, "labels" | "notLooked">;

/** Why the gap that other libraries show is another: at most six lines with what follows. `of`: whose gap it is, where there are several. */
export function gapLines({ kept, segments, labels, notLooked }: Told, style: Style, of?: string): string[] {
  const { honest, naive, terms } = kept;
  const size = Math.max(Math.abs(naive.train), Math.abs(honest.train));
  const told = Object.entries(TERMS).filter(([name]) => Math.abs(terms[name as keyof typeof terms]) > TOLD * size);
  const parts = told.map(([name, text]) => `${text} ${signed(-terms[name as keyof typeof terms])}`);
  const both = `loss gap ${negated(honest.gap)} honest`;
  const whole = parts.length === 0 ? both : `${both}, ${negated(naive.gap)} as usually shown: ${parts.join(", ")}`;
  const [worst] = segments.worse;
  const more = segments.worse.length - 1;
  return [
    ...labelled("gap", of === undefined ? whole : `${clean(of)}: ${whole}`, style),
    ...(worst === undefined
      ? []
      : continued(
          `overfits more than the rest: ${clean(worst.by)} ${clean(worst.name)} (gap ${signed(worst.excess)} [${show(worst.low)}, ${show(worst.high)}])${more > 0 ? ` and ${more} more` : ""}, of ${plural(segments.looked, "segment")}`,
          style,
        )),
    ...(labels === undefined ? [] : labelLines(labels, style)),
    ...(notLooked === undefined ? [] : continued(notLooked, style)),
  ];
}

function labelLines(
  { suspects, cut, memorized, looked, claimed, noise, file }: NonNullable<GapFindings["labels"]>,
  style: Style,
): string[] {
  if (suspects + memorized === 0) return [];
  const many = claimed ? `; noisy labels: ${percent(noise.low)} to ${percent(noise.high)} of them` : "";
  const look = suspects === 1 ? "looks wrong" : "look wrong";
  const worth = suspects === 1 ? "is worth a look" : "are worth a look";
  const told = `${looked === 1 ? "label" : "labels"} ${claimed ? look : worth}`;
  const heart = memorized === 0 ? "" : `, ${count(memorized)} known by heart`;
  const atLeast = cut === true ? "at least " : "";
  const text = `${atLeast}${count(suspects)} of ${count(looked)} ${told}${heart}${file === undefined ? "" : `: ${file}`}${many}`;
  return claimed ? warned(text, style) : continued(text, style);
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
