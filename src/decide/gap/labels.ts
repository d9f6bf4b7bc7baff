import {
  type LabelEvidence,
  type LabelFindings,
  type SaidOfClasses,
  type SaidOfValues,
  type Suspect,
  indices,
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
 * their own: the count takes their place and leaves the model alone. Without a claim only the interval's lower end is listed.
 * Values: residuals beyond 4.5 deviations of rows with like predictions.
 */
export function labelFindings({ train, validation, story }: LabelEvidence): LabelFindings {
  if (train.kind === "values" && validation.kind === "values") return ofValues({ train, validation, story });
  return ofClasses({ train, validation, story } as LabelEvidence<SaidOfClasses>);
}

function ofClasses(evidence: LabelEvidence<SaidOfClasses>): LabelFindings {
  const { train, validation, story } = evidence;
  const { noise, claimed } = contradictions(validation);
  const suspects: Suspect[] = [];
  for (const row of indices(train.targets.length)) {
    const of = story(row);
    const label = train.targets[row]!;
    if (of.seen === 0 || (!claimed && of.margin >= 0)) continue;
    const suggested = likeliest(train, row, label);
    suspects.push({ ...of, row, label, suggested, confidence: train.probabilities[row * train.classes + label]! });
  }
  const looked = indices(train.targets.length).filter((row) => story(row).seen > 0).length;
  const against = suspects.filter(({ margin }) => margin < 0).length;
  const most = Math.round(noise.value * looked);
  // A model that learned the wrong labels too has few margins below 0: the least share is listed whatever they are.
  const listed = Math.max(claimed ? Math.min(most, against) : 0, Math.round(noise.low * looked));
  return { noise, claimed, looked, suspects: suspects.sort((a, b) => a.margin - b.margin).slice(0, listed) };
}

const shareOf = (wrong: readonly boolean[]): number => wrong.filter(Boolean).length / wrong.length;

function contradictions(said: SaidOfClasses): Pick<LabelFindings, "noise" | "claimed"> {
  const { targets, classes, probabilities } = said;
  const rows = indices(targets.length);
  const sure = rows.map((row) => probabilities[row * classes + likeliest(said, row)]!);
  const order = rows.toSorted((a, b) => sure[b]! - sure[a]!);
  const wrong = order.map((row) => likeliest(said, row) !== targets[row]);
  const n = wrong.length;
  const top = wrong.slice(0, Math.ceil(SUREST * n));
  const noise = wilson(top.filter(Boolean).length, top.length);
  const all = shareOf(wrong);
  const commonest = Math.max(...indices(classes).map((k) => rows.filter((row) => targets[row] === k).length));
  const claimed =
    n >= FEWEST &&
    noise.low >= Math.max(LEAST, BESIDE * all) &&
    noise.value >= FLAT.all * all &&
    shareOf(wrong.slice(0, Math.ceil((SUREST / 2) * n))) >= FLAT.surer * noise.value &&
    noise.value >= FLAT.next * shareOf(wrong.slice(top.length, Math.ceil(2 * SUREST * n))) &&
    all <= (1 - LEARNED) * (1 - commonest / n);
  return { noise, claimed };
}

function ofValues({ train, validation, story }: LabelEvidence<SaidOfValues>): LabelFindings {
  const off = localDistances(validation.values, residualsOf(validation));
  const noise = wilson(off.filter((distance) => distance > FAR).length, off.length);
  const watched = indices(train.targets.length).filter((row) => story(row).seen > 0);
  const residuals = watched.map((row) => story(row).margin);
  const distances = localDistances(
    watched.map((row, i) => train.targets[row]! + residuals[i]!),
    residuals,
  );
  const suspects = watched
    .map((row, i) => ({ row, distance: distances[i]! }))
    .filter(({ distance }) => distance > FAR)
    .sort((a, b) => b.distance - a.distance)
    .map(({ row }) => {
      const of = story(row);
      const label = train.targets[row]!;
      return { ...of, row, label, suggested: label + of.margin, confidence: Number.NaN };
    });
  return { noise, claimed: off.length >= FEWEST && noise.low >= LEAST, looked: watched.length, suspects };
}

const residualsOf = ({ values, targets }: SaidOfValues): number[] =>
  Array.from(values, (value, row) => value - targets[row]!);
