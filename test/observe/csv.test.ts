import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, csvLine } from "../../src/observe/index.ts";

/** RFC 4180, written for this test: the cells of one line. */
function parseLine(line: string): string[] {
  const cells: string[] = [];
  let at = 0;
  do {
    if (line[at] === '"') {
      let cell = "";
      for (at++; line[at] !== '"' || line[at + 1] === '"'; at++) {
        cell += line[at];
        if (line[at] === '"') at++;
      }
      cells.push(cell);
      at++;
    } else {
      const stop = line.slice(at).search(/,|\r\n$/u);
      cells.push(line.slice(at, at + stop));
      at += stop;
    }
  } while (line[at++] === ",");
  return cells;
}

describe("csv", () => {
  it("no text starts a formula, and every text is read back", () => {
    const nasty = fc.string({
      unit: fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", '"', ",", " ", "'", "a", "é"),
    });
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 5 }), (texts) => {
        const cells = parseLine(csvLine(texts));
        expect(cells.length).toBe(texts.length);
        cells.forEach((cell, i) => {
          expect(cell).not.toMatch(/^[=+\-@\t\r]/u);
          expect(cell === texts[i] || cell === `'${texts[i]}`).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  it("numbers are not touched, and what is no number is empty", () => {
    expect([-1.5, 1e21, 7n, true, Number.NaN, null, undefined, -Infinity].map(csvCell)).toEqual([
      "-1.5",
      "1e+21",
      "7",
      "true",
      "",
      "",
      "",
      "-Infinity",
    ]);
    expect(csvCell("-1.5")).toBe("'-1.5");
    expect(csvCell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
  });
});
