import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clean, padEnd, padStart, truncate, width, wrap } from "../../src/cli/text/width.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc
    .array(fc.constantFrom("a", "日", "é", "語", " ", "\u0301", "👩🏽‍💻", "\u{1f3fd}", "\u200d"))
    .map((parts) => parts.join("")),
);

describe("clean", () => {
  it("shows what could move the cursor, colour or reorder instead of printing it", () => {
    expect(clean("a\u001b[31mb\r\n\u0000\u007f")).toBe("a␛[31mb␍␊␀␡");
    expect(clean("\u009bx\u202ey\u2066\ufeff\u200b\u2028\ud800")).toBe("�x�y�����");
  });

  it("keeps letters of every script and joined emoji", () => {
    for (const text of ["ünïcode", "日本語", "עברית", "👩🏽‍💻", "a ± b ✔"]) expect(clean(text)).toBe(text);
  });

  it("leaves no control and no formatting character but the joiner, for any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(clean(text).replaceAll("\u200d", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        expect(clean(clean(text))).toBe(clean(text));
      }),
    );
  });
});

describe("width", () => {
  it.each([
    ["", 0],
    ["abc", 3],
    ["日本", 4],
    ["ｱ", 1],
    ["Ａ", 2],
    ["한글", 4],
    ["e\u0301", 1],
    ["\u0301", 0],
    ["👩🏽‍💻", 2],
    ["🇩🇪", 2],
    ["❤️", 2],
    ["± ✔ … ★ ≈ → –", 13],
    ["\u001b[1m\u001b[31mred\u001b[39m\u001b[22m", 3],
  ])("of %j is %i", (text, columns) => {
    expect(width(text)).toBe(columns);
  });

  it("of parts separated by a space adds up", () => {
    fc.assert(
      fc.property(anyText.map(clean), anyText.map(clean), (a, b) => {
        expect(width(`${a} ${b}`)).toBe(width(`${a} `) + width(b));
      }),
    );
  });
});

describe("fitting", () => {
  it("truncates to at most the columns, and leaves alone what fits", () => {
    expect(truncate("dropout", 7)).toBe("dropout");
    expect(truncate("dropout", 5)).toBe("drop…");
    expect(truncate("日本語", 4)).toBe("日…");
    expect(truncate("abc", 0)).toBe("");
    fc.assert(
      fc.property(anyText.map(clean), fc.nat(30), (text, columns) => {
        expect(width(truncate(text, columns))).toBeLessThanOrEqual(columns);
        if (width(text) <= columns) expect(truncate(text, columns)).toBe(text);
      }),
    );
  });

  it("pads to exactly the columns where there is room", () => {
    fc.assert(
      fc.property(anyText.map(clean), fc.nat(40), (text, more) => {
        const columns = width(text) + more;
        expect(width(padEnd(text, columns))).toBe(columns);
        expect(width(padStart(text, columns))).toBe(columns);
      }),
    );
  });

  it("wraps at spaces, loses nothing, and exceeds the columns only by a single word", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        const lines = wrap(text, columns);
        expect(lines.join(" ")).toBe(text);
        for (const line of lines) expect(width(line) <= columns || !line.trim().includes(" ")).toBe(true);
      }),
    );
  });
});
