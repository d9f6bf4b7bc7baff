import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { augmented } from "../../../src/augment/index.ts";
import { backTranslation, type ModelSource, paraphrase, passageOf, textOf } from "../../../src/augment/text/index.ts";
import { fold, keyOf } from "../../../src/core/index.ts";
import { type ModelRewriter, openRewriter, prepareCopies, type RewriterOptions } from "../../../src/run/index.ts";
import { type WordModel, writeWordModel } from "../../support/wordModel.ts";

const base = mkdtempSync(join(tmpdir(), "regularize-rewriter-"));
const opened: ModelRewriter[] = [];
afterAll(async () => {
  for (const rewriter of opened) await rewriter.dispose();
  rmSync(base, { recursive: true });
});

const key = keyOf(11);
const write = (name: string, model: WordModel): string => writeWordModel(join(base, name), model);
async function open(models: readonly (string | ModelSource)[], options: RewriterOptions = {}): Promise<ModelRewriter> {
  const sources = models.map((model) => (typeof model === "string" ? { folder: model } : model));
  const rewriter = await openRewriter(sources, { threads: 1, temperature: 0, ...options });
  opened.push(rewriter);
  return rewriter;
}

/** One to one, but for three words that come back in two ways: the way there and back is a map of synonyms. */
const there = write("en-fr", {
  dictionary: { the: "le", cat: "chat", dog: "chien", sleeps: "dort", big: "grand", not: "pas", ".": ".", "12": "12" },
  padding: "jamais",
});
const back = write("fr-en", {
  dictionary: {
    le: "the",
    chat: { cat: 2, kitty: 1 },
    chien: { dog: 1, hound: 1 },
    dort: { sleeps: 0, naps: 3 },
    grand: { big: 0, large: 0, huge: 0, great: 0 },
    pas: "not",
    ".": ".",
    "12": "12",
  },
  padding: "never",
});

describe("models of the user", () => {
  it("translate texts of different lengths in one batch, each to its end", async () => {
    const rewriter = await open([there]);
    const texts = ["the big cat sleeps.", "dog", "the cat", "", "the big big big big dog sleeps 12."];
    expect(await rewriter.rewrite(texts, key)).toEqual([
      "le grand chat dort.",
      "chien",
      "le chat",
      "",
      "le grand grand grand grand chien dort 12.",
    ]);
    expect(rewriter.deterministic).toBe(true);
  });

  it("translate there and back: a map of synonyms", async () => {
    const rewriter = await open([there, back], { temperature: 1, topP: 1 });
    const pattern = /^the (big|large|huge|great) (cat|kitty) (sleeps|naps)\. the (dog|hound) 12\.$/u;
    const seen = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const [said] = await rewriter.rewrite(["the big cat sleeps. the dog 12."], fold(key, i));
      expect(said).toMatch(pattern);
      seen.add(said!);
    }
    expect(seen.size).toBeGreaterThan(5);
  });

  it("draw as the model says, at any temperature and from its likeliest words", async () => {
    const line = Array.from({ length: 40 }, () => "chat").join(" ");
    const share = async (options: RewriterOptions): Promise<number> => {
      const rewriter = await open([back], options);
      const said = await rewriter.rewrite([line, `${line} .`, `le ${line}`], key);
      return said.join(" ").match(/kitty/gu)?.length ?? 0;
    };
    const logistic = (x: number): number => 1 / (1 + Math.exp(x));
    const near = (count: number, p: number): void =>
      expect(Math.abs(count - 120 * p)).toBeLessThan(4 * Math.sqrt(120 * p * (1 - p)));
    near(await share({ temperature: 1, topP: 1 }), logistic(1));
    near(await share({ temperature: 2, topP: 1 }), logistic(0.5));
    near(await share({ temperature: 0.5, topP: 1 }), logistic(2));
    expect(await share({ temperature: 2, topP: 0.6 })).toBe(0);
    expect(await share({ temperature: 0 })).toBe(0);
  });

  it("give the same for the same text and key, whatever its batch", async () => {
    const rewriter = await open([there, back], { temperature: 1, topP: 1 });
    const texts = ["the big dog sleeps.", "the cat", "the big big cat not the dog", "cat"];
    const together = await rewriter.rewrite(texts, key);
    for (const [i, text] of texts.entries()) expect(await rewriter.rewrite([text], key)).toEqual([together[i]]);
    expect(await rewriter.rewrite([...texts, ...texts].reverse(), key)).toEqual([...together, ...together].reverse());
    const again = await open([there, back], { temperature: 1, topP: 1 });
    expect(await again.rewrite(texts, key)).toEqual(together);
    const others = await Promise.all([1, 2, 3].map((i) => rewriter.rewrite(texts, fold(key, i))));
    expect(new Set(others.map(String)).size).toBeGreaterThan(1);
  });

  it("give nothing for a text that comes to no end, and for one that is too long", async () => {
    const endless = write("endless", { dictionary: { cat: "cat", dog: "dog" }, endless: true, padding: "cat" });
    const rewriter = await open([endless]);
    expect(await rewriter.rewrite(["cat", "dog cat"], key)).toEqual(["", ""]);
    const long = "cat ".repeat(64).trim();
    expect(await (await open([there])).rewrite([long, "cat"], key)).toEqual(["", "chat"]);
  });

  it("may be a T5 with its prefix, or one of several languages", async () => {
    const t5 = write("t5", { kind: "t5", dictionary: { paraphrase: "", ":": "", cat: "kitty", a: "the" } });
    const source = { folder: t5, prefix: "paraphrase: " };
    expect(await (await open([t5])).rewrite(["a cat"], key)).toEqual(["the kitty"]);
    const many = write("many", { kind: "m2m_100", dictionary: { cat: "chat", chat: "cat", __en__: "__en__" } });
    const languages = await open([{ folder: many, from: "en", to: "fr" }]);
    expect(await languages.rewrite(["cat chat"], key)).toEqual(["chat cat"]);
    expect((await open([source])).id).not.toBe((await open([t5])).id);
  });
});

describe("files of a model", () => {
  it("may lie beside the others, and be quantized", async () => {
    const dictionary = { cat: "chat" };
    const flat = write("flat", { dictionary, subfolder: "" });
    const small = write("small", { dictionary, ending: "_quantized" });
    expect(await (await open([flat])).rewrite(["cat"], key)).toEqual(["chat"]);
    expect(await (await open([small])).rewrite(["cat"], key)).toEqual(["chat"]);
    expect(await (await open([small], { format: "q8" })).rewrite(["cat"], key)).toEqual(["chat"]);
    await expect(open([small], { format: "fp16" })).rejects.toMatchObject({
      code: "E292",
      where: join(small, "encoder_model_fp16.onnx"),
    });
  });

  it("say by their content which model it is, wherever it lies", async () => {
    const copy = join(base, "copy");
    cpSync(there, copy, { recursive: true });
    const id = (await open([there])).id;
    expect((await open([copy])).id).toBe(id);
    expect((await open([there], { temperature: 0.1 })).id).not.toBe(id);
    expect((await open([there, back])).id).not.toBe(id);
    writeFileSync(join(copy, "generation_config.json"), "{}");
    expect((await open([copy])).id).not.toBe(id);
  });

  it.each([
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "onnx/encoder_model.onnx",
    "onnx/decoder_model_merged.onnx",
  ])("are missed by name: %s", async (file) => {
    const folder = join(base, `without-${file.replace("/", "-")}`);
    cpSync(there, folder, { recursive: true });
    rmSync(join(folder, file));
    await expect(open([folder])).rejects.toMatchObject({
      code: "E292",
      message: expect.stringContaining(file.split("/").at(-1)!),
      todo: expect.stringMatching(/optimum-cli export onnx|save_pretrained/u),
    });
  });

  it("must be there at all", async () => {
    await expect(open([join(base, "nowhere")])).rejects.toMatchObject({ code: "E291", received: "nothing there" });
    await expect(open([join(there, "config.json")])).rejects.toMatchObject({ code: "E291" });
    mkdirSync(join(base, "empty"));
    await expect(open([join(base, "empty")])).rejects.toMatchObject({ code: "E292", received: "an empty folder" });
  });

  const broken = (name: string, file: string, content: string): string => {
    const folder = join(base, name);
    cpSync(there, folder, { recursive: true });
    writeFileSync(join(folder, file), content);
    return folder;
  };

  it("must be of a model that turns text into text", async () => {
    const config = JSON.parse(readFileSync(join(there, "config.json"), "utf8")) as object;
    const bert = broken("bert", "config.json", JSON.stringify({ ...config, model_type: "bert" }));
    await expect(open([bert])).rejects.toMatchObject({ code: "E293", received: 'model_type "bert"' });
    await expect(open([broken("nothing", "config.json", "{}")])).rejects.toMatchObject({ code: "E293" });
    for (const [i, content] of ["{", "null", ""].entries())
      await expect(open([broken(`json-${i}`, "config.json", content)])).rejects.toMatchObject({ code: "E293" });
    const single = await open([{ folder: there, to: "fr" }]);
    await expect(single.rewrite(["cat"], key)).rejects.toMatchObject({
      code: "E293",
      todo: expect.stringContaining("prefix"),
    });
  });

  it("are read when the first text comes: a broken one is said then", async () => {
    for (const [i, file] of ["onnx/encoder_model.onnx", "tokenizer.json"].entries()) {
      const rewriter = await open([broken(`broken-${i}`, file, "no such thing")]);
      await expect(rewriter.rewrite(["cat"], key)).rejects.toMatchObject({
        code: "E294",
        details: [expect.any(String)],
      });
      expect(await rewriter.rewrite([""], key)).toEqual([""]);
    }
  });

  it("have settings in their ranges", async () => {
    await expect(open([there], { temperature: -1 })).rejects.toMatchObject({ code: "E311" });
    await expect(open([there], { topP: 0 })).rejects.toMatchObject({ code: "E311" });
  });
});

describe("a step of a recipe", () => {
  const texts = ["The cat. the dog sleeps.", "the big cat sleeps 12.", "the cat not.", "the"];
  const cache = join(base, "cache.jsonl");
  const step = { there, back, copies: 4, temperature: 1, topP: 1 };
  const prepare = () => prepareCopies(backTranslation, step, texts, { key, threads: 1, cache });

  it("is prepared once, and training draws among text and copies", async () => {
    const { name, settings, copies, counts } = await prepare();
    expect([name, settings.copies, counts.fromCache]).toEqual(["backTranslation", 4, 0]);
    expect(copies[1]!.length).toBeGreaterThan(0);
    expect(copies[3]).toEqual([]);
    for (const copy of copies[2]!) expect(copy).toBe("the kitty not.");
    const augmentation = backTranslation(settings);
    const passages = texts.map((text, i) => ({ ...passageOf(text), copies: { [name]: copies[i]! } }));
    for (const [i, passage] of passages.entries())
      for (let epoch = 0; epoch < 10; epoch++)
        expect([texts[i], ...copies[i]!]).toContain(textOf(augmented(augmentation, passage, fold(key, i, epoch))));
  });

  it("takes a second run from the cache", async () => {
    const first = await prepare();
    expect(first.counts.fromCache).toBe(first.counts.sentences);
    expect(first.copies.flat().join(" ")).toMatch(/kitty|hound|naps|large|huge|great/u);
  });

  it("lacks its models", async () => {
    await expect(prepareCopies(paraphrase, { copies: 1 }, texts, { key })).rejects.toMatchObject({ code: "E297" });
  });
});
