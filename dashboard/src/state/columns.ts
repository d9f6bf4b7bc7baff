import type { Setting } from "../../../src/serve/types.ts";
import { change, setting, show } from "../text/format.ts";
import type { Line } from "./store.ts";

/** A column of the runs table, an axis of the map of settings. */
export interface Column {
  readonly name: string;
  readonly title: string;
  readonly isNumber: boolean;
  readonly of: (line: Line) => Setting | undefined;
  readonly text: (line: Line) => string;
  /** A setting, rather than a fact of the run. */
  readonly isSetting?: true;
}

const word = (name: string, title: string, of: (line: Line) => string): Column => ({
  ...{ name, title, isNumber: false, of, text: of },
});
const number = (name: string, title: string, of: (line: Line) => number | null | undefined, text = show): Column => ({
  ...{ name, title, isNumber: true, of, text: (line) => text(of(line)) },
});
const plain = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : String(value);

export const FACTS: readonly Column[] = [
  word("recipe", "Recipe", ({ trial }) => trial.name),
  word("run", "Run", ({ run }) => run.name),
  word("state", "State", ({ run, trial }) =>
    trial.state === "running" ? run.state : trial.state === "pruned" ? "given up" : trial.state,
  ),
  word("data", "Data", ({ run }) => run.data),
  word("metric", "Metric", ({ run }) => run.metric?.title ?? ""),
  number("validation", "Validation", ({ trial }) => trial.validation),
  number("se", "± se", ({ trial }) => trial.se),
  number("train", "Train", ({ trial }) => trial.train),
  number("gap", "Gap", ({ trial }) => trial.gap),
  number("effect", "Effect", ({ trial }) => trial.effect?.mean, change),
  number("fresh", "Fresh", ({ trial }) => trial.fresh?.mean),
  number("test", "Test", ({ run, trial }) => (trial.isWinner ? run.test?.winner.value : null)),
  number("zeros", "Zeros", ({ trial }) => trial.zeros),
  number("epochs", "Epochs", ({ trial }) => trial.epochs, plain),
  number("repeats", "Repeats", ({ trial }) => trial.repeats, plain),
  word("job", "Job", ({ run }) => run.job),
];

/** Where there is little room scores stand next to the name. */
const NARROW: ReadonlyMap<string, number> = new Map(
  ["recipe", "validation", "gap", "train"].map((name, i) => [name, i]),
);

const inOrder = (columns: readonly Column[], isNarrow: boolean): readonly Column[] =>
  isNarrow
    ? columns.toSorted((a, b) => (NARROW.get(a.name) ?? NARROW.size) - (NARROW.get(b.name) ?? NARROW.size))
    : columns;

/** Facts that are always shown; the others only where they differ, or are there at all. */
const ALWAYS: ReadonlySet<string> = new Set(["recipe", "run", "validation", "gap"]);

/** Names of settings that have more than one value among the lines, those of most values first. */
export function differing(lines: readonly Line[], defaults: Readonly<Record<string, Setting>>): string[] {
  const names = new Set(lines.flatMap(({ trial }) => Object.keys(trial.settings)));
  const counted = [...names].map((name) => {
    const values = new Set(lines.map(({ trial }) => trial.settings[name] ?? defaults[name] ?? null));
    return { name, values: values.size };
  });
  return counted
    .filter(({ values }) => values > 1)
    .sort((a, b) => b.values - a.values)
    .map(({ name }) => name);
}

/** A setting as a column; what a recipe does not name is the default. */
export function settingColumn(
  name: string,
  lines: readonly Line[],
  defaults: Readonly<Record<string, Setting>>,
): Column {
  const of = ({ trial }: Line): Setting | undefined => trial.settings[name] ?? defaults[name];
  const isNumber = lines.every((line) => {
    const value = of(line);
    return value === undefined || value === null || typeof value === "number";
  });
  return { name: `setting ${name}`, title: name, isNumber, of, text: (line) => setting(of(line)), isSetting: true };
}

interface Wanted {
  /** Columns in which all lines are alike are left out. */
  readonly onlyDiffering: boolean;
  readonly isNarrow: boolean;
  readonly defaults: Readonly<Record<string, Setting>>;
}

/** The columns of the runs table: facts that tell something, then the settings that differ. */
export function shownColumns(lines: readonly Line[], { onlyDiffering, isNarrow, defaults }: Wanted): readonly Column[] {
  const tells = (column: Column): boolean => {
    const values = new Set<unknown>();
    for (const line of lines) {
      const value = column.of(line);
      if (value !== undefined && value !== null && value !== "") values.add(value);
      if (values.size > 1) return true;
    }
    return !onlyDiffering && values.size > 0;
  };
  const facts = FACTS.filter((column) => ALWAYS.has(column.name) || tells(column));
  return [
    ...inOrder(facts, isNarrow),
    ...differing(lines, defaults).map((name) => settingColumn(name, lines, defaults)),
  ];
}
