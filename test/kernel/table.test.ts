import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smoothClip } from "../../src/data/index.ts";
import { floatOf } from "../../src/data/csv/plain/float.ts";
import { LineRoom } from "../../src/data/csv/plain/room.ts";
import { CELLS, LINES, STOPPED } from "../../src/kernel/index.ts";
import { expectTwins, noise } from "./twins.ts";

const WORDS = 2;

const roomOf = (kinds: readonly number[], delimiter = ","): LineRoom =>
  new LineRoom(1 << 14, 1 << 20, kinds, delimiter);

/** The room with this text in it, ready to be read. */
function roomWith(text: string, room: LineRoom): LineRoom {
  room.state.fill(0, LINES.at, LINES.columns);
  room.state[LINES.end] = Buffer.from(room.text.buffer, room.text.byteOffset, room.text.length).write(text);
  return room;
}

describe("encodeNumbers", () => {
  it("is the formula in float32, bit for bit, of any number of cells at any places", () => {
    // No subnormal numbers: libraries that are loaded may have switched them off.
    const given = fc.tuple(fc.float({ min: 1, max: 2, noNaN: true }), fc.integer({ min: -40, max: 40 }), fc.boolean());
    const number = given.map(([v, twos, isNegative]) => (isNegative ? -v : v) * 2 ** twos);
    const value = fc.oneof(number, fc.constantFrom(Number.NaN, 0, -0, 3e38));
    const code = fc.record({
      ...{ median: number, center: fc.oneof(number, fc.constant(0)), scale: fc.oneof(number, fc.constant(0)) },
      ...{ smooth: fc.boolean(), flag: fc.boolean() },
    });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 11 }), code, (x, how) => {
        const cells = Float32Array.from(x);
        const places = Int32Array.from(cells, (_, i) => 3 * ((7 * i) % 11));
        const contents = [new Float32Array(38), places, cells] as const;
        const [out] = expectTwins(contents, (k, [o, starts, c]) => k.encodeNumbers(o, { starts, at: 4 }, c, how));
        for (const [i, v] of cells.entries()) {
          const missing = Number.isNaN(v);
          const scaled = Math.fround(Math.fround((missing ? how.median : v) - how.center) * how.scale);
          expect(out[places[i]! + 4]).toBe(how.smooth ? smoothClip(scaled) : scaled);
          expect(out[places[i]! + 5]).toBe(missing && how.flag ? 1 : 0);
        }
      }),
    );
  });

  it("leaves alone what is between its places", () => {
    const [out] = expectTwins(
      [noise(40, 1), Int32Array.of(0, 27, 9, 18, 5), Float32Array.of(1, NaN, 3, 4, NaN)] as const,
      (k, [o, starts, c]) =>
        k.encodeNumbers(o, { starts, at: 3 }, c, { median: 2, center: 0, scale: 1, smooth: false, flag: true }),
    );
    expect([3, 30, 31, 12, 21, 8, 9].map((place) => out[place])).toEqual([1, 2, 1, 3, 4, 2, 1]);
    expect(out.filter((v, i) => v === noise(40, 1)[i]).length).toBe(33);
  });
});

const someFloat = fc.oneof(
  fc.float({ noDefaultInfinity: true }).filter((v) => v === 0 || !(Math.abs(v) < 2 ** -120)),
  fc.constantFrom(Number.NaN, 0, -0, 3, -3, 0.5),
);

describe("surveyNumbers", () => {
  it("counts the missing and the broken, and finds the least and the most", () => {
    fc.assert(
      fc.property(fc.array(someFloat, { maxLength: 40 }), (x) => {
        const present = x.filter((v) => !Number.isNaN(v));
        const contents = [new Float32Array(4), Float32Array.from(x)] as const;
        const [found] = expectTwins(contents, (k, [f, v]) => {
          k.surveyNumbers(f, v);
          // Which zero is the least of two is not said.
          f.set([f[2]! + 0, f[3]! + 0], 2);
        });
        const fractions = present.filter((v) => v % 1 !== 0).length;
        const ends = [Math.min(...present), Math.max(...present)].map((v) => v + 0);
        expect([...found]).toEqual([x.length - present.length, fractions, ...ends]);
      }),
    );
  });
});

describe("hashCells", () => {
  const hashed = (rows: readonly (readonly number[])[]): Int32Array => {
    const columns = [0, 1].map((c) => Float32Array.from(rows, (row) => row[c]!));
    const [hashes] = expectTwins(
      [new Int32Array(rows.length), ...columns, Int32Array.from(rows, (row) => row[2]!)] as const,
      (k, [h, ...cells]) => {
        for (const column of cells) k.hashCells(h as Int32Array, column as Float32Array | Int32Array);
      },
    );
    return hashes as Int32Array;
  };

  it("is equal where rows are, and hardly ever elsewhere", () => {
    const row = fc.tuple(someFloat, someFloat, fc.integer());
    fc.assert(
      fc.property(row, row, (a, b) => {
        const twin = a.map((v) => (v === 0 ? -v : v));
        const [one, two, other] = hashed([a, twin, b, b]);
        expect(two).toBe(one);
        expect(other === one).toBe(a.every((v, i) => v === b[i] || (Number.isNaN(v) && Number.isNaN(b[i]))));
      }),
    );
    const small = Array.from({ length: 40 ** 3 }, (_, i) => [i % 40, Math.floor(i / 40) % 40, Math.floor(i / 1600)]);
    // A random function of 32 bits merges half a pair of 64,000.
    expect(
      new Set([...Array(4).keys()].flatMap((q) => [...hashed(small.slice(q * 4000, (q + 1) * 4000))])).size,
    ).toBeGreaterThan(15_980);
  });
});

const digits = (most: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from("0123456789")), maxLength: most });
const exponent = fc.tuple(digits(3), fc.constantFrom("e", "E", "e+", "e-"), digits(3)).map((p) => p.join(""));
const decimal = fc.oneof(
  exponent,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map((n) => String(n / 1000)),
  fc
    .tuple(fc.constantFrom("", "-", "+"), digits(22), fc.constantFrom("", ".", ".."), digits(22))
    .map((p) => p.join("")),
);
const isSimple = (text: string): boolean => /^-?(?:\d+\.?\d*|\.\d+)$/u.test(text);
const isNumber = (text: string): boolean => /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/u.test(text);

describe("parseLines", () => {
  it("gives the nearest float of a decimal number, or asks; it asks for nothing that is short and simple", () => {
    let read = 0;
    const two = [CELLS.numbers, CELLS.numbers];
    const rooms = new Map([",", ";", "\t"].map((delimiter) => [delimiter, roomOf(two, delimiter)]));
    fc.assert(
      fc.property(decimal, fc.constantFrom(",", ";", "\t"), fc.constantFrom("\n", "\r\n"), (text, delimiter, end) => {
        const room = roomWith(`${text}${delimiter}"${text}"${end}`, rooms.get(delimiter)!);
        const stopped = room.kernels.parseLines(room);
        const value = text === "" ? Number.NaN : floatOf(text);
        if (stopped === STOPPED.done) {
          read++;
          expect(text === "" || isNumber(text)).toBe(true);
          expect([room.floats[0], room.floats[room.state[LINES.rows]!]]).toEqual([value, value]);
          expect([...room.state.subarray(0, 7)].slice(2)).toEqual([
            1,
            0,
            0,
            end === "\n" ? 1 : 0,
            end === "\n" ? 0 : 1,
          ]);
        } else {
          expect(stopped).toBe(STOPPED.asks);
          // Halfway between two floats, as far as a double can tell.
          const isHalfway = new Uint32Array(Float64Array.of(Number(text)).buffer)[0]! % 2 ** 29 === 2 ** 28;
          expect(isSimple(text) && text.length < 17 && !isHalfway).toBe(false);
        }
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  it("knows a word again wherever it stands, however long, and asks for every other", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "é", ",", " "), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 60 }), (words) => {
        const known = words.slice(0, -1);
        const lines = (all: readonly string[]): string => all.map((w) => (w.includes(",") ? `"${w}"` : w)).join("\n");
        const room = roomWith(`${lines([...known, ...words])}\n`, roomOf([WORDS]));
        const asked: string[] = [];
        for (;;) {
          const stopped = room.kernels.parseLines(room);
          if (stopped === STOPPED.done) break;
          expect(stopped).toBe(STOPPED.asks);
          const text = Buffer.from(room.text.buffer, room.text.byteOffset, room.text.length);
          const start = room.state[LINES.at]! + (text[room.state[LINES.at]!] === 34 ? 1 : 0);
          const end = Math.min(...[10, 34].map((b) => text.indexOf(b, start)).filter((at) => at >= 0));
          const cell = text.toString("utf8", start, end);
          asked.push(cell);
          room.cells[room.state[LINES.row]!] = words.indexOf(cell);
          room.know(0, start, end - start, words.indexOf(cell));
          room.state[LINES.at] = end + (text[end] === 34 ? 1 : 0);
          room.state[LINES.isKnown] = 1;
        }
        const codes = [...known, ...words].map((w) => words.indexOf(w));
        expect([...room.cells.subarray(0, codes.length)]).toEqual(codes);
        expect(new Set(asked)).toEqual(new Set(words));
        // A table that grows forgets, thrice at most for so few; one that does not asks for each once.
        expect(asked.length).toBeLessThanOrEqual(words.length <= 8 ? words.length : 4 * words.length);
      }),
    );
  });

  it("stops at what is no plain CSV, and where there are no more rows", () => {
    const two = roomOf([CELLS.numbers, CELLS.numbers]);
    const stopped = (text: string): number => two.kernels.parseLines(roomWith(text, two));
    for (const flaw of ['""1",1\n', "\n", "1\n", "1,2,3\n", "1,2\r3,4\n", "\r\n"])
      expect(stopped(flaw)).toBe(STOPPED.unusual);
    for (const odd of ["x,1\n", "1e,1\n", '"1,1\n', "-,1\n", ".,1\n", "e5,1\n", "1e99,1\n"])
      expect(stopped(odd)).toBe(STOPPED.asks);
    const room = roomWith("1\n".repeat(5000), roomOf([CELLS.numbers]));
    expect(room.kernels.parseLines(room)).toBe(STOPPED.done);
    expect([room.state[LINES.row], room.state[LINES.at]]).toEqual([4096, 8192]);
  });
});
