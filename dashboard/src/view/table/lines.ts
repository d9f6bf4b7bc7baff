import type { Column } from "../../state/columns.ts";
import type { Line } from "../../state/store.ts";

export interface Sorting {
  readonly name: string;
  readonly down: boolean;
}

export function matches(line: Line, words: readonly string[], own: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { run, trial } = line;
  const settings = Object.entries(trial.settings).map(([name, value]) => `${name}=${String(value)}`);
  const text = [
    trial.name,
    run.name,
    run.job,
    run.state,
    trial.state,
    run.data,
    run.target,
    ...settings,
    ...own.map((one) => `#${one}`),
  ]
    .join("\n")
    .toLowerCase();
  return words.every((word) =>
    word.startsWith("-") && word.length > 1 ? !text.includes(word.slice(1)) : text.includes(word),
  );
}

export function compare(column: Column, down: boolean) {
  return (a: Line, b: Line): number => {
    const [x, y] = [column.of(a), column.of(b)];
    const [gone, lost] = [x === null || x === undefined || x === "", y === null || y === undefined || y === ""];
    if (gone || lost) return Number(gone) - Number(lost);
    const order =
      typeof x === "number" && typeof y === "number"
        ? x - y
        : String(x).localeCompare(String(y), "en", { numeric: true });
    return down ? -order : order;
  };
}
