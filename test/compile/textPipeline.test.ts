import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { compile, OnnxBuilder } from "../../src/compile/index.ts";
import { compileTextPipeline } from "../../src/compile/textPipeline.ts";
import { ANY, fold, keyOf } from "../../src/core/index.ts";
import {
  fitText,
  textEncoder,
  type TextSpec,
  textWidth,
  tokenPattern,
  tokensOf,
  vocabularySize,
} from "../../src/data/index.ts";
import { MARK, SIGN, SINGLE, WORD } from "../../src/data/text/letters.ts";
import { input, softmax, sum, type Value } from "../../src/graph/index.ts";
import { embeddingBag, linear, sequential, textCnn } from "../../src/nn/index.ts";
import type { Module } from "../../src/nn/context.ts";
import { trace } from "../../src/nn/trace.ts";
import { createRuntime } from "../../src/run/index.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());

const NASTY = [
  "",
  "word",
  " \t\r\n ",
  "... --- ,,,",
  "!!!???",
  "Not good, not BAD: just good.",
  "don't Don’t DON'T dON'T rock'n'roll 'good'",
  "👍🏽 good ❤️ 👩‍👩‍👧 bad",
  "中文字 good 好好",
  "مرحبا good بالعالم",
  "İstanbul istanbul ISTANBUL i̇stanbul ß SS ss STRASSE ſ",
  "E\u0301te\u0301 été ÉTÉ \u0301 e\u0301\u0301",
  "ΣΟΦΟΣ σοφος σοφοσ",
  "good\ufeff\u200d\u00adgood\u2028bad\ud800bad",
  "\ufeffgood",
  "ก็ กำ できる か\u3099",
  "1,000.50 $5 50% 1️⃣",
  "x".repeat(1_000_000),
  "good bad not ".repeat(80_000),
];
const SHORT = NASTY.slice(0, -2);
const TRAIN = [...SHORT, "good film", "bad film", "not good film", "not bad not good"];

const alphabet = Array.from("aZß'’ .!中👍\u0301\n").concat("good", "bad", "not", "don't", "Été", "DON’T");
const texts = fc.array(fc.constantFrom(...alphabet), { maxLength: 30 }).map((parts) => parts.join(""));
const drawn = fc.sample(texts, { numRuns: 200, seed: 3 });

const specs: readonly (readonly [string, TextSpec])[] = [
  ["tokens", fitText(TRAIN, { column: "review", minimumTexts: 1 }).spec],
  ["few tokens, few words", fitText(TRAIN, { column: "review", maximumTokens: 3, maximumWords: 5 }).spec],
  ["tfidf", fitText(TRAIN, { column: "review", encoding: "tfidf" }).spec],
  ["tfidf of pairs", fitText(TRAIN, { column: "review", encoding: "tfidf", pairs: true, minimumTexts: 1 }).spec],
];

const encoded = (spec: TextSpec, all: readonly string[]): Float32Array => {
  const { width, encode } = textEncoder(spec);
  const rows = new Float32Array(all.length * width);
  for (const [i, text] of all.entries()) encode(text, rows, i * width);
  return rows;
};

const classesOf = (n: number): string[] => Array.from({ length: n }, (_, i) => `class ${i}`);
const floats = (data: unknown): Float32Array => {
  if (data instanceof Float32Array) return data;
  throw new Error("not floats");
};

describe("the operator that cuts texts", () => {
  it("cuts as tokensOf does around the first and last characters of every run, and thousands of others", async () => {
    const builder = new OnnxBuilder({ microsoft: false });
    const attributes = { tokenexp: tokenPattern(), pad_value: "", mark: 0, mincharnum: 1 };
    const cut = builder.node("Tokenizer", [builder.input("text", "string", [ANY])], attributes, "com.microsoft");
    builder.output("tokens", cut, "string", [ANY, ANY]);
    const session = await runtime.load(builder.finish());
    const edges = [WORD, SINGLE, MARK, SIGN].flat().flatMap(([from, to]) => [from - 1, from, to, to + 1]);
    const others = Array.from({ length: 11_400 }, (_, i) => 97 * i + 1);
    const codes = [...new Set([...edges, ...others])].filter((code) => code < 0xd800 || code > 0xdfff);
    const block = codes.map((code) => String.fromCodePoint(code));
    const lines = Array.from({ length: Math.ceil(block.length / 256) }, (_, i) =>
      block
        .slice(256 * i, 256 * (i + 1))
        .map((c) => `${c} a${c}b'${c}’`)
        .join(" "),
    );
    const { tokens } = await session.run({ text: lines });
    const width = tokens!.shape[1]!;
    const found = tokens!.data as readonly string[];
    for (const [i, line] of lines.entries())
      expect(found.slice(i * width, (i + 1) * width).filter((token) => token !== "")).toEqual(tokensOf(line));
    expect(codes.length).toBeGreaterThan(13_000);
  });
});

describe.each(specs)("a model of raw strings, %s", (_, spec) => {
  const width = textWidth(spec);
  const x = input("x", [ANY, width]);

  it("gives its network what the encoder writes", async () => {
    const answer = { kind: "classes", classes: classesOf(width) } as const;
    const session = await runtime.load(compileTextPipeline({ spec, prediction: x, tensors: {}, answer }));
    expect(session.program.inputs).toEqual([{ name: "review", shape: [ANY, 1], dtype: "string" }]);
    for (const all of [NASTY, drawn, []]) {
      const { probabilities } = await session.run({ review: all });
      expect(probabilities!.shape).toEqual([all.length, width]);
      const [ours, theirs] = [encoded(spec, all), floats(probabilities!.data)];
      const worst = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]!)), 0);
      expect(worst).toBeLessThanOrEqual(spec.encoding === "tokens" ? 0 : 1e-6);
    }
  });

  it("answers as our runtime does on the encoded rows", async () => {
    const body: Module =
      spec.encoding === "tfidf"
        ? linear(3)
        : sequential(textCnn({ vocabulary: vocabularySize(spec), vectors: 4, features: 3 }), linear(3));
    const models =
      spec.encoding === "tfidf"
        ? [body]
        : [body, sequential(embeddingBag({ vocabulary: vocabularySize(spec), features: 4 }), linear(3))];
    for (const model of models) {
      const { output, parameters } = trace(model, x, "infer");
      const tensors = Object.fromEntries(
        parameters.map(({ name, shape, init }) => [
          `parameter:${name}`,
          { shape, data: init(fold(keyOf(5), name), shape) },
        ]),
      );
      const prediction: Value = softmax(output, -1);
      const answer = { kind: "classes", classes: classesOf(3) } as const;
      const raw = await runtime.load(compileTextPipeline({ spec, prediction, tensors, answer, metadata: { a: "b" } }));
      const plain = await runtime.load(compile({ outputs: { prediction }, provider: runtime.provider }));
      const all = [...NASTY, ...drawn];
      const feeds = Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]));
      const ours = floats((await plain.run({ x: encoded(spec, all), ...feeds }))["prediction"]!.data);
      const { probabilities, label } = await raw.run({ review: all });
      const theirs = floats(probabilities!.data);
      const worst = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]!)), 0);
      expect(worst).toBeLessThan(1e-5);
      const best = all.map((__, i) => {
        const row = [...theirs.subarray(3 * i, 3 * i + 3)];
        return `class ${row.indexOf(Math.max(...row))}`;
      });
      expect(label!.data).toEqual(best);
    }
  });
});

describe("names", () => {
  it("of outputs give way to that of the column", () => {
    const { spec } = fitText(["a", "a"], { column: "label" });
    const answer = { kind: "classes", classes: ["a"] } as const;
    const { outputs } = compileTextPipeline({ spec, prediction: input("x", [ANY, 1]), tensors: {}, answer });
    expect(outputs.map(({ name }) => name)).toEqual(["predicted_label", "probabilities"]);
  });

  it("a value is in the units of the target", async () => {
    const { spec } = fitText(["a b", "a b"], { column: "t" });
    const answer = { kind: "value", mean: 10, deviation: 2 } as const;
    const prediction = input("x", [ANY, 2]);
    const program = compileTextPipeline({ spec, prediction: sum(prediction, [1], true), tensors: {}, answer });
    const { value } = await (await runtime.load(program)).run({ t: ["a b", "", "a"] });
    expect([...floats(value!.data)]).toEqual([20, 10, 14]);
  });
});
