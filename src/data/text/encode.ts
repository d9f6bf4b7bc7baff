import { pairOf } from "./count.ts";
import {
  FIRST_WORD,
  PADDING,
  type TextSpec,
  textWidth,
  type TfidfSpec,
  type TokenSpec,
  UNKNOWN,
  vocabularyOf,
} from "./spec.ts";
import { eachToken } from "./tokenize.ts";

/** Entries of a row that are not zero, one after the other: `places` [entries] below the width, `values` [entries]. */
export interface Sparse {
  readonly places: number[];
  readonly values: number[];
}

/** Turns texts into rows of numbers. */
export interface EncoderOfTexts {
  /** Numbers of a row. */
  readonly width: number;
  /** Writes one row at `out[at]`. Any string is a text; the empty one gives zeros. */
  readonly encode: (text: string, out: Float32Array, at?: number) => void;
  /** What `encode` would write, without the zeros. */
  readonly entries: (text: string) => Sparse;
}

function tokenEntries(spec: TokenSpec): (text: string) => Sparse {
  const codes = vocabularyOf(spec);
  return (text) => {
    const values: number[] = [];
    eachToken(text, (token) => values.push(codes.get(token) ?? UNKNOWN), spec.tokens);
    return { places: values.map((_, i) => i), values };
  };
}

/** ln((1 + texts) / (1 + frequency)) + 1: scikit-learn's smooth inverse document frequency. */
export const inverseFrequencies = ({ texts, frequencies }: TfidfSpec): number[] =>
  frequencies.map((frequency) => Math.log((1 + texts) / (1 + frequency)) + 1);

function tfidfEntries(spec: TfidfSpec): (text: string) => Sparse {
  const codes = vocabularyOf(spec);
  const inverse = inverseFrequencies(spec);
  const pairs = new Map(spec.pairs.map(([a, b], i) => [pairOf(a, b), spec.words.length + i]));
  return (text) => {
    const counts = new Map<number, number>();
    const add = (place: number): void => void counts.set(place, (counts.get(place) ?? 0) + 1);
    let before = -1;
    eachToken(text, (token) => {
      const place = (codes.get(token) ?? UNKNOWN) - FIRST_WORD;
      if (place >= 0) add(place);
      const pair = before >= 0 && place >= 0 && pairs.size > 0 ? pairs.get(pairOf(before, place)) : undefined;
      if (pair !== undefined) add(pair);
      before = place;
    });
    const places = [...counts.keys()];
    const weights = places.map((place) => (1 + Math.log(counts.get(place)!)) * inverse[place]!);
    const norm = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
    return { places, values: weights.map((weight) => weight / norm) };
  };
}

/**
 * The encoder of a spec. `tokens`: the codes of the first words, then zeros. `tfidf`: (1 + ln tf) · idf of each word that occurs
 * tf > 0 times, idf = ln((1 + texts) / (1 + frequency)) + 1, the row scaled to length 1 (scikit-learn's `TfidfVectorizer` with
 * `sublinear_tf`).
 */
export function textEncoder(spec: TextSpec): EncoderOfTexts {
  const width = textWidth(spec);
  const entries = spec.encoding === "tokens" ? tokenEntries(spec) : tfidfEntries(spec);
  return {
    width,
    entries,
    encode: (text, out, at = 0) => {
      out.fill(PADDING, at, at + width);
      const { places, values } = entries(text);
      for (let i = 0; i < places.length; i++) out[at + places[i]!] = values[i]!;
    },
  };
}
