import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, type Random, RegularizeError, randomOf } from "../../src/core/index.ts";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "../../src/observe/index.ts";
import { float16 } from "../../src/observe/safetensors/convert.ts";
import { byName } from "../../src/observe/safetensors/header.ts";

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, "../fixtures/safetensors", name));
const again = ({ tensors, metadata }: Safetensors): Buffer => Buffer.from(encodeSafetensors(tensors, metadata));

/** A file of any header text and data, as an attacker would write it. */
function file(header: string, data: Uint8Array = new Uint8Array(0), length = Buffer.byteLength(header)): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(length));
  return Buffer.concat([size, Buffer.from(header), data]);
}
const entry = (begin: number, end: number, shape = `[${(end - begin) / 4}]`, dtype = "F32"): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`;

const word = fc
  .string({ unit: "binary", maxLength: 12 })
  .filter((name) => !["__proto__", "__metadata__"].includes(name));
const tensor = fc
  .array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
  .chain((shape) =>
    fc
      .float32Array({ minLength: shape.reduce((a, b) => a * b, 1), maxLength: shape.reduce((a, b) => a * b, 1) })
      .map((data) => ({ shape, data })),
  );

describe("safetensors", () => {
  it("what is written is read back bit by bit, and the order of names does not matter", () => {
    fc.assert(
      fc.property(
        fc.dictionary(word, tensor, { maxKeys: 6 }),
        fc.option(fc.dictionary(word, fc.string({ unit: "binary" }), { maxKeys: 4 }), { nil: undefined }),
        (tensors, metadata) => {
          const bytes = encodeSafetensors(tensors, metadata);
          const read = decodeSafetensors(bytes);
          expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(tensors).sort());
          for (const [name, { shape, data }] of Object.entries(tensors)) {
            expect(read.tensors[name]!.shape).toEqual(shape);
            expect(Buffer.from(read.tensors[name]!.data.buffer)).toEqual(
              Buffer.from(data.buffer, data.byteOffset, data.byteLength),
            );
          }
          expect(read.metadata).toEqual(metadata === undefined ? undefined : { ...metadata });
          const reversed = Object.fromEntries(Object.entries(tensors).toReversed());
          expect(encodeSafetensors(reversed, metadata)).toEqual(bytes);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("names are ordered as their UTF-8 bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
        expect(Math.sign(byName(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it("reads what Python's package wrote, and writes the same bytes", () => {
    const read = decodeSafetensors(fixture("float32.safetensors"));
    expect([...read.tensors["a.bias"]!.data]).toEqual([-0, Infinity, Math.fround(1e-40)]);
    expect(read.tensors["b.weight"]).toEqual({
      shape: [2, 3],
      data: Float32Array.from([0, 1, 2, 3, 4, 5], (i) => Math.fround(i) / 7),
    });
    expect(read.tensors["10"]).toEqual({ shape: [], data: Float32Array.of(3.5) });
    expect(read.tensors['é/"x"\n']!.shape).toEqual([0, 4]);
    expect(read.metadata).toEqual({ format: "np\t\x01\x7f\u2028" });
    expect(again(read)).toEqual(fixture("float32.safetensors"));
  });

  it("reads the other types when asked, and refuses them otherwise", () => {
    const bytes = fixture("others.safetensors");
    expect(() => decodeSafetensors(bytes)).toThrow(/has type/u);
    const { tensors } = decodeSafetensors(bytes, { foreign: true });
    const numbers = (name: string): number[] => [...tensors[name]!.data];
    expect(numbers("f64")).toEqual([Math.fround(0.1), -Infinity, Number.NaN]);
    expect(numbers("f16")).toEqual([0.0999755859375, -65504, 2 ** -24, Infinity, -0]);
    expect(numbers("bf16")).toEqual([1, -2, 3.140625]);
    expect(numbers("i64")).toEqual([-1, 2 ** 53]);
    expect(numbers("i32")).toEqual([7, -(2 ** 31)]);
    expect(tensors["i32"]!.shape).toEqual([2, 1]);
    expect(float16(0x7e00)).toBeNaN();
  });

  it("refuses each way in which a file can lie, and says which", () => {
    const four = new Uint8Array(4);
    const eight = new Uint8Array(8);
    const many = Array.from({ length: 65_537 }, (_, i) => `"t${i}":${entry(0, 0)}`).join(",");
    const cases: readonly [string, Uint8Array, RegExp][] = [
      ["empty", new Uint8Array(0), /it has 0 bytes/u],
      ["header above 8 MB", file("{}", eight, 8 * 1024 * 1024 + 1), /claims 8388609 bytes/u],
      ["header of 2⁶⁴ − 1 bytes", Buffer.alloc(64, 255), /claims 18446744073709551615/u],
      ["header cut short", file("{}", new Uint8Array(0), 9), /cut short/u],
      ["not UTF-8", Buffer.concat([file("", new Uint8Array(0), 2), Buffer.of(0x7b, 0xff)]), /not UTF-8/u],
      ["byte order mark", file("\ufeff{}"), /needs \{/u],
      ["no header", file(""), /needs \{/u],
      ["a list", file("[]"), /needs \{/u],
      ["unfinished", file(`{"a":${entry(0, 4)}`, four), /needs \}/u],
      ["unfinished text", file('{"a'), /ends within a text/u],
      ["text after the brace", file("{}x"), /goes on/u],
      ["bad escape", file('{"\\x":1}'), /not valid/u],
      ["half a character", file('{"\\ud800":1}'), /not valid/u],
      ["duplicate name", file(`{"a":${entry(0, 4)},"a":${entry(4, 8)}}`, eight), /"a" twice/u],
      ["duplicate by escape", file(`{"a":${entry(0, 4)},"\\u0061":${entry(4, 8)}}`, eight), /"a" twice/u],
      ["duplicate field", file(`{"a":{"dtype":"F32","dtype":"F32"}}`), /"dtype" twice/u],
      ["__proto__", file(`{"__proto__":${entry(0, 4)}}`, four), /"__proto__"/u],
      ["__proto__ in metadata", file('{"__metadata__":{"__proto__":"x"}}'), /"__proto__"/u],
      ["metadata that is no text", file('{"__metadata__":{"a":1}}'), /needs "/u],
      ["unknown field", file(`{"a":{"dtype":"F32","evil":1}}`), /unknown field "evil"/u],
      ["missing field", file('{"a":{"dtype":"F32","shape":[1]}}', four), /needs dtype, shape/u],
      ["three offsets", file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}', four), /two data_offsets/u],
      ["unknown type", file(`{"a":${entry(0, 4, "[1]", "F8")}}`, four), /type "F8"/u],
      ["another type", file(`{"a":${entry(0, 4, "[1]", "I32")}}`, four), /type I32/u],
      ["size against shape", file(`{"a":${entry(0, 4, "[2]")}}`, four), /occupies 4 bytes, .* need 8/u],
      ["size that overflows", file(`{"a":${entry(0, 4, "[9007199254740991,9007199254740991]")}}`, four), /occupies 4/u],
      ["negative size", file(`{"a":${entry(0, 4, "[-1]")}}`, four), /whole number/u],
      ["fraction", file(`{"a":${entry(0, 4, "[1.0]")}}`, four), /needs \]/u],
      ["exponent", file(`{"a":${entry(0, 4, "[1e0]")}}`, four), /needs \]/u],
      ["leading zero", file(`{"a":${entry(0, 4, "[01]")}}`, four), /whole number/u],
      ["beyond 2⁵³", file(`{"a":${entry(0, 4, "[9007199254740993]")}}`, four), /whole number/u],
      ["backwards", file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}', four), /occupies -4/u],
      ["hole", file(`{"a":${entry(4, 8)}}`, eight), /hole of 4 bytes/u],
      ["overlap", file(`{"a":${entry(0, 8)},"b":${entry(4, 8)}}`, eight), /"b" overlaps/u],
      ["cut data", file(`{"a":${entry(0, 8)}}`, four), /cut short/u],
      ["bytes after the data", file(`{"a":${entry(0, 4)}}`, eight), /4 bytes follow/u],
      ["too many tensors", file(`{${many}}`), /more than 65536 tensors/u],
    ];
    for (const [name, bytes, why] of cases)
      for (const foreign of name === "another type" ? [false] : [false, true])
        expect(() => decodeSafetensors(bytes, { foreign }), name).toThrow(
          expect.objectContaining({ code: "E820", exitCode: 8, message: expect.stringMatching(why) }),
        );
  });

  it("other orders and spaces are legal in the format: read only when asked", () => {
    const bytes = file(`{ "b": ${entry(0, 4)},\n"a":${entry(4, 8)} }`, Buffer.from(Float32Array.of(1, 2).buffer));
    expect(() => decodeSafetensors(bytes)).toThrow(/not in the form/u);
    const { tensors } = decodeSafetensors(bytes, { foreign: true });
    expect([tensors["a"]!.data[0], tensors["b"]!.data[0]]).toEqual([2, 1]);
  });

  it("refuses to write what could not be read", () => {
    const data = Float32Array.of(1);
    const write = (name: string, shape: number[]) => () => encodeSafetensors({ [name]: { shape, data } });
    expect(write("a", [2])).toThrow(/1 numbers/u);
    expect(write("__metadata__", [1])).toThrow(/not a name/u);
    expect(write("\ud800", [1])).toThrow(/not Unicode/u);
    expect(() => encodeSafetensors({}, JSON.parse('{"__proto__":"x"}') as Record<string, string>)).toThrow(
      /not a name/u,
    );
  });

  it("10,000 mutants are refused or encode to the same bytes", () => {
    const original = fixture("float32.safetensors");
    const random = randomOf(keyOf(7));
    const counts = { refused: 0, same: 0 };
    for (let i = 0; i < 10_000; i++) {
      const mutant = mutate(original, random);
      let read: Safetensors | undefined;
      try {
        read = decodeSafetensors(mutant);
      } catch (error) {
        expect(error).toBeInstanceOf(RegularizeError);
        expect((error as RegularizeError).code).toBe("E820");
      }
      if (read === undefined) counts.refused++;
      else {
        counts.same++;
        if (Buffer.compare(again(read), mutant) !== 0) expect.fail(`mutant ${i} is read as something else`);
      }
    }
    expect(counts.refused).toBeGreaterThan(5000);
    expect(counts.same).toBeGreaterThan(100);
  });

  it("a header of 8 MB is refused at once", () => {
    const names = Array.from({ length: 65_536 }, (_, i) => `t${String(i).padStart(6, "0")}`);
    const large = file(`{${names.map((name) => `"${name}":${entry(0, 0)}`).join(",")}}`);
    const text = file(`{"${"\\n".repeat(4_000_000)}":`);
    const spaces = file(`{${" ".repeat(8_000_000)}`);
    const digits = file(`{"a":{"shape":[${"1".repeat(8_000_000)}`);
    const ones = file(`{"a":{"shape":[${"1,".repeat(4_000_000)}`);
    for (const bytes of [large, text, spaces, digits, ones]) {
      const times = [1, 2, 3].map(() => {
        const start = process.cpuUsage().user;
        expect(() => decodeSafetensors(bytes)).toThrow(bytes === large ? /not in the form/u : /safetensors/u);
        return (process.cpuUsage().user - start) / 1000;
      });
      // Processor time, many times the promised 200 ms, because other tests share the caches; anything quadratic takes minutes.
      expect(Math.min(...times)).toBeLessThan(10_000);
    }
  });
});

const splice = (bytes: Buffer, from: number, until: number, piece: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(until)]);
const NOTHING = Buffer.alloc(0);

/** A bit, a byte, a digit, a sign of JSON; a piece removed, doubled or moved; the rest cut off; another length. */
const EDITS: readonly ((bytes: Buffer, at: number, stop: number, random: Random) => Buffer)[] = [
  (bytes, at, _, random) => splice(bytes, at, at + 1, Buffer.of(bytes[at]! ^ (1 << random.below(8)))),
  (bytes, at, _, random) => splice(bytes, at, at + 1, Buffer.of(random.below(256))),
  (bytes, at, _, random) => splice(bytes, at, at + 1, Buffer.of(0x30 + random.below(10))),
  (bytes, at, _, random) => splice(bytes, at, at + 1, Buffer.from('{}[]",: \\u'[random.below(10)]!)),
  (bytes, at, stop) => splice(bytes, at, stop, NOTHING),
  (bytes, at, stop) => splice(bytes, at, at, bytes.subarray(at, stop)),
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, stop, random) => {
    const moved = splice(bytes, at, stop, NOTHING);
    const to = random.below(moved.length + 1);
    return splice(moved, to, to, bytes.subarray(at, stop));
  },
  (bytes, _, __, random) =>
    splice(bytes, 0, Math.min(8, bytes.length), lengthBytes(random.below(2 * bytes.length + 1))),
];

function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(length));
  return bytes;
}

/** One to three edits, half of them in the header, where the structure is. */
function mutate(original: Buffer, random: Random): Buffer {
  const header = 8 + Number(original.readBigUInt64LE());
  let bytes = original;
  for (let edits = 1 + random.below(3); edits > 0 && bytes.length > 0; edits--) {
    const at = random.below(random.below(2) === 0 ? Math.min(header, bytes.length) : bytes.length);
    const stop = Math.min(bytes.length, at + 1 + random.below(12));
    bytes = EDITS[random.below(EDITS.length)]!(bytes, at, stop, random);
  }
  return bytes;
}
