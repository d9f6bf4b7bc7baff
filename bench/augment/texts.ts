// Sentences per second of text augmentations: ours and, where it has the same, nlpaug, in turns, one thread each.
// Run: npx tsx bench/augment/texts.ts [--python PATH] [--texts CSV] [--sentences 2000] [--rounds 7] [--json]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Augmentation, augmented, text } from "../../src/augment/index.ts";
import { fold, keyOf } from "../../src/core/index.ts";
import { compete, type Contestant, costOf } from "../step/contestant.ts";
import { type Line, linesOf, printLines, type PythonPeer, startPython } from "./pythonPeer.ts";
import { readSentences, writeForPeer } from "./textsInput.ts";

const { values: options } = parseArgs({
  options: {
    python: { type: "string" },
    texts: { type: "string" },
    sentences: { type: "string", default: "2000" },
    rounds: { type: "string", default: "7" },
    json: { type: "boolean", default: false },
  },
});

const one = (augmentation: Augmentation<text.Passage>) => (sentence: string, i: number) =>
  text.augmentText(augmentation, sentence, fold(keyOf(1), i));
const eda = text.eda({ copies: 1 });

/** What becomes of a sentence. */
const methods: Readonly<Record<string, (sentence: string, i: number) => string>> = {
  wordDropout: one(text.wordDropout(0.1)),
  randomSwap: one(text.randomSwap(0.1)),
  synonymReplacement: one(text.synonymReplacement(0.1)),
  randomInsertion: one(text.randomInsertion(0.1)),
  aeda: one(text.aeda()),
  "eda, one copy": (sentence, i) => text.textOf(augmented(eda, text.passageOf(sentence), fold(keyOf(1), i))[1]!),
};
const HAS_PEER = new Set(["wordDropout", "randomSwap", "synonymReplacement"]);
/** Rounds before the clock starts: compiling, and the synonyms that both remember. */
const WARM = 3;

/** Letters and digits alone: nlpaug sets spaces around every mark, also within words. */
const wordsOf = (sentence: string): readonly string[] => sentence.toLowerCase().match(/\w+/gu) ?? [];

/** Share of the words that are gone, or for swaps stand elsewhere. */
function touchedShare(method: string, before: readonly string[], after: readonly string[]): number {
  let [touched, all] = [0, 0];
  for (const [i, sentence] of before.entries()) {
    const [own, others] = [wordsOf(sentence), wordsOf(after[i]!)];
    all += own.length;
    if (method === "randomSwap") touched += own.filter((word, place) => word !== others[place]).length;
    else {
      const rest = new Map<string, number>();
      for (const word of others) rest.set(word, (rest.get(word) ?? 0) + 1);
      for (const word of own) {
        const left = rest.get(word) ?? 0;
        if (left === 0) touched++;
        else rest.set(word, left - 1);
      }
    }
  }
  return touched / all;
}

/** Words and marks that came in for each word that was there. */
function addedShare(before: readonly string[], after: readonly string[]): number {
  const tokens = (texts: readonly string[]): number =>
    texts.reduce((sum, sentence) => sum + (sentence.match(/\w+|[^\w\s]/gu)?.length ?? 0), 0);
  const words = before.reduce((sum, sentence) => sum + wordsOf(sentence).length, 0);
  return Math.max(0, tokens(after) - tokens(before)) / words;
}

async function check(method: string, sentences: readonly string[], peer: PythonPeer | undefined): Promise<string> {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const told = (after: readonly string[]): string =>
    `${percent(touchedShare(method, sentences, after))} of the words touched, ${percent(addedShare(sentences, after))} added`;
  const own = told(sentences.map(methods[method]!));
  if (peer === undefined || !HAS_PEER.has(method)) return `${method}: ${own}`;
  const { texts } = (await peer.ask({ sample: method })) as { texts: string[] };
  return `${method}: ${own}; theirs: ${told(texts)}`;
}

async function race(method: string, sentences: readonly string[], peer: PythonPeer | undefined): Promise<Line[]> {
  const ours: Contestant = {
    name: "ours",
    time: () => costOf(1, () => Promise.resolve(sentences.map(methods[method]!))),
    dispose: () => Promise.resolve(),
  };
  const all = [ours, ...(peer !== undefined && HAS_PEER.has(method) ? [peer.contestant("nlpaug", { method })] : [])];
  for (const contestant of all) for (let i = 1; i < WARM; i++) await contestant.time(1);
  return linesOf(method, await compete(all, Number(options.rounds), 1));
}

function startPeer(python: string, sentences: readonly string[]): Promise<PythonPeer> {
  writeForPeer(folder, sentences);
  return startPython(python, "texts_nlpaug.py", [folder]);
}

const folder = mkdtempSync(join(tmpdir(), "regularize-texts-"));
const lines: Line[] = [];
try {
  const sentences = readSentences(options.texts, Number(options.sentences));
  const peer = options.python === undefined ? undefined : await startPeer(options.python, sentences);
  if (!options.json && peer !== undefined) console.log(peer.hello["versions"]);
  for (const method of Object.keys(methods)) {
    const told = await check(method, sentences, peer);
    if (!options.json) console.log(told);
    lines.push(...(await race(method, sentences, peer)));
  }
  peer?.stop();
  if (options.json) console.log(JSON.stringify(lines));
  else printLines(lines, { count: sentences.length, of: "sentences" });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
