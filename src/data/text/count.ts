import { canonical, eachToken } from "./tokenize.ts";

/** What was found in some texts. */
export interface Counted {
  /** In the order of their first occurrence. */
  readonly words: readonly string[];
  /** [words]: how many texts have it. */
  readonly frequencies: readonly number[];
  /** Every way to write a word that occurred, with its place in `words`. */
  readonly forms: ReadonlyMap<string, number>;
  /** [texts]: tokens of each. */
  readonly lengths: Int32Array;
}

/** Counts in how many texts each word occurs. */
export function countWords(texts: readonly string[]): Counted {
  const places = new Map<string, number>();
  const forms = new Map<string, number>();
  const frequencies: number[] = [];
  const last: number[] = [];
  const lengths = new Int32Array(texts.length);
  const placeOf = (token: string): number => {
    const known = forms.get(token);
    if (known !== undefined) return known;
    const word = canonical(token);
    const place = places.get(word) ?? places.size;
    places.set(word, place);
    forms.set(token, place);
    return place;
  };
  for (const [row, text] of texts.entries())
    eachToken(text, (token) => {
      lengths[row]!++;
      const place = placeOf(token);
      if (last[place] === row) return;
      last[place] = row;
      frequencies[place] = (frequencies[place] ?? 0) + 1;
    });
  return { words: [...places.keys()], frequencies, forms, lengths };
}

/** Two places in one number: exact below 2⁵². */
const PAIR = 2 ** 26;
export const pairOf = (first: number, second: number): number => first * PAIR + second;
export const firstOf = (pair: number): number => Math.floor(pair / PAIR);
export const secondOf = (pair: number): number => pair % PAIR;

/** In how many texts two words follow one another, both of them wanted; by `pairOf` their places. */
export function countPairs(
  texts: readonly string[],
  forms: ReadonlyMap<string, number>,
  isWanted: (place: number) => boolean,
): Map<number, number> {
  const frequencies = new Map<number, number>();
  const last = new Map<number, number>();
  for (const [row, text] of texts.entries()) {
    let before = -1;
    eachToken(text, (token) => {
      const place = forms.get(token)!;
      const here = isWanted(place) ? place : -1;
      const pair = pairOf(before, here);
      if (before >= 0 && here >= 0 && last.get(pair) !== row) {
        last.set(pair, row);
        frequencies.set(pair, (frequencies.get(pair) ?? 0) + 1);
      }
      before = here;
    });
  }
  return frequencies;
}
