import { plural } from "../../../core/count.ts";
import type { ClassPredictions } from "../../../train/metrics/index.ts";
import { type Figure, meanAtMost, meanFigure, ratioFigure } from "../figure.ts";
import { type CleanRows, cleanRows } from "./cleanRows.ts";
import { classVerdict } from "./classVerdict.ts";
import { BLIND, isConstant, type Judge } from "./judge.ts";
import { LARGEST_FALL, LEAST_AFFINITY } from "./limits.ts";
import { lossFigure, type Losses, meanOf, meanOver } from "./loss.ts";
import { classSecondLook } from "./secondLook.ts";
import { decisions, rightness, risingConfusions, rowLosses, type Said, sharesOf } from "./tally.ts";
import type { AuditOptions, ClassChange, ClassEvaluation } from "../types.ts";

type Options = Pick<AuditOptions, "classes" | "ranking">;

/** Judges answers about classes. `strengths`: how many all operations have together. */
export function classJudge(clean: ClassPredictions, options: Options, strengths: number): Judge<ClassPredictions> {
  const { ranking = false } = options;
  const shares = ranking ? sharesOf(clean) : new Float64Array(clean.classes).fill(1);
  const read = (of: ClassPredictions): Said => ({ said: decisions(of, shares), targets: of.targets });
  const rows = cleanRows(clean, options.classes, read(clean), strengths);
  const losses = rowLosses(clean);
  const isBlind = isConstant(clean.probabilities, clean.classes);
  const evaluate = (copies: readonly ClassPredictions[]): ClassEvaluation => {
    const said = copies.map(read);
    const now = rightness(said);
    const both = { clean: losses, changed: meanOver(copies.map(rowLosses)) };
    const facts = {
      affinity: ratioFigure([...now], [...rows.right]),
      classes: classChanges(rows, now),
      confusions: named(rows, risingConfusions(rows.said, said, rows.rowsOf)),
      logLossRise: lossFigure(both, (a, b) => b / a - 1),
      unchanged: copies.every((copy) => same(copy.probabilities, clean.probabilities)),
    };
    const falls = rows.right.map((v, row) => v - now[row]!);
    const kept = ranking ? keptSkill(clean, both) : undefined;
    const judged = facts.unchanged && isBlind ? BLIND : classVerdict(facts, chanceOfNoFall(rows, falls), kept);
    return { kind: "classes", ...judged, ...facts, draws: copies.length };
  };
  const limits = limitsOf(rows);
  return {
    clean: meanOf(rows.right),
    ...(limits === undefined ? {} : { limits }),
    canPass: classSecondLook(rows, [{ said: Int32Array.from(clean.targets), targets: clean.targets }]).passes,
    evaluate,
    secondLook: (answers) => classSecondLook(rows, [read(answers.clean), read(answers.changed)]),
  };
}

/** Of the best that could be seen, every row right, what is still not sure. */
function limitsOf(rows: CleanRows): string | undefined {
  const now = new Float64Array(rows.right.length).fill(1);
  const best = { affinity: ratioFigure([...now], [...rows.right]), classes: classChanges(rows, now) };
  const { verdict, sentence } = classVerdict({ ...best, confusions: [], unchanged: false }, 1);
  if (verdict !== "can't tell") return undefined;
  const why = sentence.replace(/: more rows would tell$/u, "");
  return `${plural(now.length, "validation row")} cannot show that labels survive: were all answers right, still ${why}${needed(rows)}`;
}

/** How many rows it takes, where it is they that are missing. */
function needed({ rowsOf, right }: CleanRows): string {
  const known = right.reduce((sum, v) => sum + v, 0);
  const ofClass = fewest((zeros) => meanFigure(zeros, -1, 1).low >= -LARGEST_FALL);
  const ofAll = fewest((zeros) => {
    const ones = zeros.map(() => 1);
    return ratioFigure(ones, ones).low >= LEAST_AFFINITY;
  });
  if (known >= ofAll && rowsOf.every(({ length }) => length >= ofClass)) return "";
  return `; it takes ${ofAll} rows that the clean model gets right, and ${ofClass} of each class`;
}

/** The fewest rows, of at most a thousand, of which something is sure. */
function fewest(isSure: (zeros: number[]) => boolean): number {
  let n = 1;
  while (n < 1000 && !isSure(new Array<number>(n).fill(0))) n++;
  return n;
}

const same = (a: Float32Array, b: Float32Array): boolean => a.every((v, i) => v === b[i]);

/** P-value of "these falls average no more than what is allowed", times the questions asked. */
const chanceOfNoFall = ({ questions }: CleanRows, falls: Iterable<number>): number =>
  Math.min(1, questions * meanAtMost(falls, LARGEST_FALL, -1));

/** How each class fared. A class is blind where guessing in its place could not fall by what is allowed. */
function classChanges(of: CleanRows, now: Float64Array): ClassChange[] {
  const seen = LARGEST_FALL + 1 / of.names.length;
  return of.rowsOf.map((rows, k) => {
    const clean = rows.reduce((sum, row) => sum + of.right[row]!, 0) / rows.length;
    const changes = rows.map((row) => now[row]! - of.right[row]!);
    const p = chanceOfNoFall(
      of,
      changes.map((v) => -v),
    );
    return {
      name: of.names[k]!,
      rows: rows.length,
      clean,
      change: meanFigure(changes, -1, 1),
      p,
      blind: !(clean > seen),
    };
  });
}

const named = ({ names }: CleanRows, confusions: ReturnType<typeof risingConfusions>) =>
  confusions.map(({ from, to, rise }) => ({ from: names[from]!, to: names[to]!, rise }));

/** Of what the clean model knows beyond the classes' shares, in nats, the part that is left. */
function keptSkill(clean: ClassPredictions, losses: Losses): Figure {
  const entropy = sharesOf(clean).reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
  return lossFigure(losses, (a, b) => (entropy - b) / (entropy - a));
}
