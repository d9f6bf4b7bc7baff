import { plural } from "../../core/count.ts";
import { keyOf } from "../../core/index.ts";
import {
  type DataColumn,
  encodeTarget,
  type Fractions,
  info,
  type Notice,
  rowsWith,
  sealTest,
  showNotice,
  type SplitPlan,
  strataOf,
  type Task,
} from "../../data/index.ts";
import { notice } from "../notices.ts";
import type { DataOptions, NoticeEvent } from "../types.ts";
import { USUAL_SPLIT } from "../usual.ts";

/** What is known of data of any kind before folds are cut from it. */
export interface Divided {
  /** Where the data lies, as the user wrote it; its SHA-256 and its rows. */
  readonly data: { readonly path: string; readonly hash: string; readonly rows: number };
  readonly task: Task;
  readonly target: DataColumn;
  readonly notices: readonly NoticeEvent[];
  /** Rows set aside: scored once, at the end. */
  readonly test: Int32Array;
  readonly rest: Int32Array;
  readonly plan: SplitPlan;
  readonly fractions: Fractions;
  readonly seed: number;
  /** Repeats are folds of repeated cross-validation; each a split of its own when absent. */
  readonly folds?: number;
}

/** Data that was read and understood, before the test rows are sealed. */
export interface Understood {
  readonly data: Divided["data"];
  readonly task: Task;
  readonly target: DataColumn;
  /** What was told of the data, and of the task. */
  readonly told: { readonly data: readonly Notice[]; readonly task: readonly Notice[] };
  /** [rows]: rows of one unit stay on one side of every split. */
  readonly units?: Int32Array;
  readonly group?: { readonly name: string; readonly groups: number };
  readonly time?: { readonly name: string; readonly values: Float32Array };
  /** What one twin is called and what several are: "duplicate row", "duplicate rows". */
  readonly twins: readonly [one: string, many: string];
}

/** Seals the test rows and tells what was found and chosen. */
export function divide(found: Understood, options: DataOptions, seed: number): Divided {
  const { data, task, target, told, units, group, time } = found;
  const values =
    task.kind === "regression" && target.kind === "numeric"
      ? target.values
      : encodeTarget(target, task, new Int32Array()).values;
  const plan: SplitPlan = {
    ...{ where: data.path, strata: strataOf(task, values) },
    ...(units === undefined ? {} : { units }),
    ...(time === undefined ? {} : { time: time.values }),
    ...(group === undefined ? {} : { group }),
  };
  const fractions = fractionsOf(options.split);
  const rows = rowsWith(target);
  const { rest, test } = sealTest(rows, plan, fractions, keyOf(seed));
  const split = splitNotices(rows, test, fractions, found);
  const notices = [...told.data.map(event("data")), ...told.task.map(event("task")), ...split.map(event("split"))];
  return { data, task, target, notices, test, rest, plan, fractions, seed };
}

/** A notice as an event of its topic; warnings are a topic of their own. */
const event =
  (topic: NoticeEvent["topic"]) =>
  (found: Notice): NoticeEvent =>
    notice(found.level === "warning" ? "warning" : topic, showNotice(found));

function fractionsOf(split: DataOptions["split"]): Fractions {
  const [train, validation, test] = split ?? USUAL_SPLIT;
  const total = train + validation + test;
  return { train: train / total, validation: validation / total, test: test / total };
}

function splitNotices(
  rows: Int32Array,
  test: Int32Array,
  fractions: Fractions,
  { units, group, time, twins: name }: Understood,
): Notice[] {
  const percent = [fractions.train, fractions.validation, fractions.test].map((f) => Math.round(f * 100)).join("/");
  const how = [
    time === undefined ? "stratified" : `by ${time.name}`,
    ...(group === undefined ? [] : [`grouped by ${group.name}`]),
  ];
  const twins = units === undefined || group !== undefined ? 0 : countTwins(rows, units);
  const sealed = `test set sealed (${plural(test.length, "row")})`;
  return [
    info(`${percent} ${how.join(", ")} · ${sealed}`, "--split"),
    ...(twins > 0 ? [info(`${plural(twins, ...name)} kept on the side of ${twins === 1 ? "its" : "their"} twin`)] : []),
  ];
}

function countTwins(rows: Int32Array, units: Int32Array): number {
  let twins = 0;
  for (let i = 0; i < rows.length; i++) if (units[rows[i]!] !== rows[i]) twins++;
  return twins;
}
