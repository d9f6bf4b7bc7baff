import { LOOKED_AT } from "./limits.ts";
import { ascending } from "../../train/metrics/ranking.ts";
import {
  type LabelEvidence,
  type LabelFindings,
  type SaidOfClasses,
  type SaidOfValues,
  type Suspect,
  likeliest,
  wilson,
} from "./suspects.ts";
import { localDistances } from "./residuals.ts";

/** Share of the validation rows that the model is surest of: where a sure model is wrong, the label may be. */
const SUREST = 0.3;
/** Least lower bound of the share of wrong labels for a claim, and of it beside the error of all rows. */
const LEAST = 0.03;
const BESIDE = 0.22;
/** A model that is merely unsure is wrong less often the surer it is; wrong labels do not know how sure it is. */
const FLAT = { all: 0.45, surer: 0.6, next: 0.6 };
/** Part of guessing's error that must be gone: of a weak signal nobody can tell noise from difficulty. */
const LEARNED = 0.42;
/** Validation rows for a claim. */
const FEWEST = 134;
/** Local deviations from which a residual is suspect: 1 % of Laplace's, 0.0007 % of normal ones. */
const FAR = 4.5;

/**
 * Rows whose labels look wrong. How many is told by validation rows, which nothing was learned from: among the 30 % that the model is
 * surest of, the share that contradicts the label (anchor rows: Northcutt et al. 2021, arXiv:1911.00068). Which ones is told by the
 * least areas under the margin (Pleiss et al. 2020, arXiv:2001.10528), whose threshold rows would have to be learned as a class of
 * their own: the count takes their place and leaves the model alone. Without a claim the interval's lower end is listed, 1,000 rows at most.
 * Values: residuals beyond 4.5 deviations of rows with like predictions.
 */
export function labelFindings({ train, validation, story }: LabelEvidence): LabelFindings {
  if (train.kind === "values" && validation.kind === "values") return ofValues({ train, validation, story });
  return ofClasses({ train, validation, story } as LabelEvidence<SaidOfClasses>);
}

function ofClasses({ train, validation, story }: LabelEvidence<SaidOfClasses>): LabelFindings {
  const { noise, claimed } = contradictions(validation);
  const rows = train.targets.length;
  // What was never seen, or has no margin, comes last.
  const margins = new Float32Array(rows).fill(Number.POSITIVE_INFINITY);
  let [looked, against] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const { seen, margin } = story(row);
    if (seen === 0) continue;
    looked++;
    if (margin < 0) against++;
    if (!Number.isNaN(margin)) margins[row] = margin;
  }
  const most = Math.round(noise.value * looked);
  const least = Math.round(noise.low * looked);
  // A model that learned the wrong labels too has few margins below 0: the least share is listed whatever they are.
  const listed = claimed ? Math.max(Math.min(most, against), least) : Math.min(least, against, LOOKED_AT);
  const suspects = Array.from(ascending(margins).subarray(0, listed), (row): Suspect => {
    const label = train.targets[row]!;
    const confidence = train.probabilities[row * train.classes + label]!;
    return { ...story(row), row, label, suggested: likeliest(train, row, label), confidence };
  });
  return { noise, claimed, looked, suspects, cut: !claimed && Math.min(least, against) > listed };
}

function contradictions(said: SaidOfClasses): Pick<LabelFindings, "noise" | "claimed"> {
  const { targets, classes, probabilities } = said;
  const n = targets.length;
  const doubts = new Float32Array(n);
  const isWrong = new Uint8Array(n);
  const counts = new Float64Array(classes);
  for (let row = 0; row < n; row++) {
    const best = likeliest(said, row);
    doubts[row] = -probabilities[row * classes + best]!;
    isWrong[row] = Number(best !== targets[row]);
    counts[targets[row]!]! += 1;
  }
  const surest = ascending(doubts);
  const wrongOf = (from: number, to: number): number =>
    surest.subarray(from, to).reduce((sum, row) => sum + isWrong[row]!, 0);
  const shareOf = (from: number, to: number): number => wrongOf(from, to) / (to - from);
  const top = Math.ceil(SUREST * n);
  const noise = wilson(wrongOf(0, top), top);
  const all = shareOf(0, n);
  const claimed =
    n >= FEWEST &&
    noise.low >= Math.max(LEAST, BESIDE * all) &&
    noise.value >= FLAT.all * all &&
    shareOf(0, Math.ceil((SUREST / 2) * n)) >= FLAT.surer * noise.value &&
    noise.value >= FLAT.next * shareOf(top, Math.ceil(2 * SUREST * n)) &&
    all <= (1 - LEARNED) * (1 - Math.max(...counts) / n);
  return { noise, claimed };
}

function ofValues({ train, validation, story }: LabelEvidence<SaidOfValues>): LabelFindings {
  const off = localDistances(validation.values, residualsOf(validation));
  const far = off.reduce((count, distance) => count + Number(distance > FAR), 0);
  const noise = wilson(far, off.length);
  const watched = Int32Array.from({ length: train.targets.length }, (_, row) => row).filter(
    (row) => story(row).seen > 0,
  );
  const residuals = Float64Array.from(watched, (row) => story(row).margin);
  const distances = localDistances(
    residuals.map((residual, i) => train.targets[watched[i]!]! + residual),
    residuals,
  );
  const suspects = Array.from(watched.keys())
    .filter((i) => distances[i]! > FAR)
    .sort((a, b) => distances[b]! - distances[a]!)
    .map((i): Suspect => {
      const [row, of] = [watched[i]!, story(watched[i]!)];
      const label = train.targets[row]!;
      return { ...of, row, label, suggested: label + of.margin, confidence: Number.NaN };
    });
  return { noise, claimed: off.length >= FEWEST && noise.low >= LEAST, looked: watched.length, suspects, cut: false };
}

const residualsOf = ({ values, targets }: SaidOfValues): Float64Array =>
  Float64Array.from(values, (value, row) => value - targets[row]!);
