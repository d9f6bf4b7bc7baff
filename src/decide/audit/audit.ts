import { RegularizeError } from "../../core/index.ts";
import { classJudge } from "./judge/classes.ts";
import type { Judge } from "./judge/judge.ts";
import { FALSE_ALARMS } from "./judge/limits.ts";
import { type Found, largestSafe } from "./search.ts";
import type {
  Answers,
  AuditOperation,
  AuditOptions,
  AuditResult,
  Evaluation,
  OperationAudit,
  SecondLook,
} from "./types.ts";
import { valueJudge } from "./judge/values.ts";

const DRAWS = 4;

/**
 * Whether labels survive operations: a model trained on clean rows answers for changed ones. For each operation the affinity (accuracy
 * on changed ÷ clean rows), each class's change and the largest safe strength of its grid, with 95 % intervals that are exact for one copy a row.
 * "Breaks labels" is claimed of no operation falsely with a chance of 99 % (Bonferroni over classes, operations and strengths);
 * "safe" is claimed only where every interval lies on the good side. A clean model also fails on rows that are merely unfamiliar:
 * give `relearn` to tell these apart. Rows must be independent. E340 for answers that do not fit the clean ones.
 *
 * Gontijo-Lopes et al. 2020, arXiv:2002.08973 (affinity).
 */
export async function auditOperations<O extends AuditOperation>(options: AuditOptions<O>): Promise<AuditResult> {
  const { clean } = options;
  const strengths = options.operations.reduce((sum, { strengths: of }) => sum + (of?.length ?? 1), 0);
  return clean.kind === "regression"
    ? auditAll(options, "values", { clean, judge: valueJudge(clean) })
    : auditAll(options, "classes", { clean, judge: classJudge(clean, options, strengths) });
}

/** The clean answers and what judges answers of their kind. */
interface Measure<A extends Answers> {
  readonly clean: A;
  readonly judge: Judge<A>;
}

const GUARANTEES = {
  classes: `with ${100 - 100 * FALSE_ALARMS} % certainty no operation is wrongly said to break labels; each "safe" holds with 97.5 %`,
  values: "each verdict rests on a 99 % interval",
} as const;

async function auditAll<O extends AuditOperation, A extends Answers>(
  options: AuditOptions<O>,
  kind: AuditResult["kind"],
  measure: Measure<A>,
): Promise<AuditResult> {
  const operations: OperationAudit[] = [];
  const { limits } = measure.judge;
  if (limits !== undefined) options.foretell?.(limits);
  for (const operation of options.operations) operations.push(await auditOne(options, measure, operation));
  return {
    kind,
    rows: measure.clean.rows,
    clean: measure.judge.clean,
    ...(limits === undefined ? {} : { limits }),
    operations,
    guarantee: GUARANTEES[kind],
  };
}

async function auditOne<O extends AuditOperation, A extends Answers>(
  options: AuditOptions<O>,
  measure: Measure<A>,
  operation: O,
): Promise<OperationAudit> {
  const grid: readonly (number | undefined)[] = operation.strengths ?? [undefined];
  const known = new Map<number, Evaluation>();
  const at = async (place: number): Promise<Evaluation> => {
    const evaluation = known.get(place) ?? (await evaluate(options, measure, operation, grid[place]));
    if (!known.has(place)) options.observe?.(operation, evaluation);
    known.set(place, evaluation);
    return evaluation;
  };
  const found = await largestSafe(grid.length, async (place) => (await at(place)).verdict === "safe");
  if (found.place >= 0 || options.relearn === undefined) return summarize(operation, found, known);
  // Then a training more could neither clear it nor confirm anything.
  if ((await at(0)).verdict === "can't tell" && !measure.judge.canPass) return summarize(operation, found, known);
  const looked = withSecondLook(await at(0), await lookAgain(options.relearn, measure, operation, grid[0]));
  known.set(0, looked);
  return summarize(operation, looked.verdict === "safe" ? { ...found, place: 0 } : found, known);
}

async function lookAgain<O extends AuditOperation, A extends Answers>(
  relearn: NonNullable<AuditOptions<O>["relearn"]>,
  { clean, judge }: Measure<A>,
  operation: O,
  strength: number | undefined,
): Promise<SecondLook> {
  const answers = await relearn(operation, strength);
  checkFit(operation.name, clean, answers.clean);
  checkFit(operation.name, clean, answers.changed);
  return judge.secondLook({ clean: answers.clean, changed: answers.changed });
}

function withSecondLook(evaluation: Evaluation, secondLook: SecondLook): Evaluation {
  const { passes, confirms, sentence } = secondLook;
  const verdict = passes ? "safe" : confirms ? evaluation.verdict : "can't tell";
  return { ...evaluation, verdict, sentence: passes ? sentence : `${evaluation.sentence}; ${sentence}`, secondLook };
}

/** Scores copies until there are enough, or the second is the first: then nothing is drawn. */
async function evaluate<O extends AuditOperation, A extends Answers>(
  { score, draws = DRAWS }: AuditOptions<O>,
  { clean, judge }: Measure<A>,
  operation: O,
  strength: number | undefined,
): Promise<Evaluation> {
  const copies: A[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const answers = await score(operation, strength, draw);
    checkFit(operation.name, clean, answers);
    if (draw === 1 && sameAnswers(copies[0]!, answers)) break;
    copies.push(answers);
  }
  return { ...(strength === undefined ? {} : { strength }), ...judge.evaluate(copies) };
}

const numbersOf = (answers: Answers): Float32Array =>
  answers.kind === "regression" ? answers.values : answers.probabilities;

const sameAnswers = (a: Answers, b: Answers): boolean => {
  const numbers = numbersOf(b);
  return numbersOf(a).every((v, i) => v === numbers[i]) && a.targets.every((v, i) => v === b.targets[i]);
};

function checkFit<A extends Answers>(where: string, clean: A, answers: Answers): asserts answers is A {
  const { kind, rows } = answers;
  const [numbers, expected] = [numbersOf(answers).length, numbersOf(clean).length];
  if (kind === clean.kind && rows === clean.rows && numbers === expected) return;
  throw new RegularizeError({
    code: "E340",
    where,
    message: `${where}: the answers do not fit those for clean rows`,
    expected: `${clean.kind}, ${clean.rows} rows, ${expected} numbers`,
    received: `${kind}, ${rows} rows, ${numbers} numbers`,
  });
}

function summarize(
  operation: AuditOperation,
  { place, monotone }: Found,
  known: ReadonlyMap<number, Evaluation>,
): OperationAudit {
  const { name, strengths, unit = "" } = operation;
  const evaluations = [...known].sort(([a], [b]) => a - b).map(([, evaluation]) => evaluation);
  const best = known.get(Math.max(place, 0))!;
  const base = { name, verdict: best.verdict, monotone, evaluations };
  if (strengths === undefined) return { ...base, sentence: best.sentence };
  const at = (of: number): string => `${strengths[of]}${unit}`;
  if (place < 0) return { ...base, sentence: `not even at ${at(0)}: ${best.sentence}` };
  const next = known.get(place + 1);
  const limit = next === undefined ? ", the strongest tried" : `; at ${at(place + 1)} ${next.sentence}`;
  return { ...base, largestSafe: strengths[place]!, sentence: `safe up to ${at(place)}${limit}` };
}
