import { truncate } from "./width.ts";

interface Terminal {
  write(text: string): unknown;
  readonly columns?: number | undefined;
}

/** Up so many lines, to the first column. */
const up = (lines: number): string => (lines === 0 ? "\r" : `\u001b[${lines}A\r`);
/** Erases from the cursor to the end of the screen. */
const ERASE = "\u001b[J";

/** The last lines of a terminal, drawn over again and again; whatever else is printed goes above them. */
export interface Region {
  /** Shows these lines in place of those before, each cut to the width. */
  draw(lines: readonly string[]): void;
  /** Prints lines that stay. */
  print(lines: readonly string[]): void;
  /** Leaves nothing behind. */
  clear(): void;
}

export function createRegion(terminal: Terminal): Region {
  let shown: readonly string[] = [];
  const erase = (): string => (shown.length === 0 ? "" : up(shown.length) + ERASE);
  // A full line would wrap on some terminals.
  const fitted = (lines: readonly string[]): string[] =>
    lines.map((line) => truncate(line, Math.max(1, (terminal.columns || 80) - 1)));
  const put = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
  return {
    draw: (lines) => {
      const next = fitted(lines);
      terminal.write(erase() + put(next));
      shown = next;
    },
    print: (lines) => {
      const before = erase();
      terminal.write(before + put(lines) + put(shown));
    },
    clear: () => {
      if (shown.length > 0) terminal.write(erase());
      shown = [];
    },
  };
}
