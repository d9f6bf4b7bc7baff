const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/u));

const NEGATIONS = list(`
  no not none nobody nothing nowhere never neither nor without cannot hardly scarcely barely ain aint isnt arent wasnt werent
  dont doesnt didnt wont wouldnt cant couldnt shouldnt hasnt havent hadnt nicht kein keine keinen nie non ne pas jamais nunca
`);

const NUMBER_WORDS = list(`
  zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion
  billions trillion half twice thrice dozen dozens
`);

/** Words that carry grammar, not meaning: they have no synonyms. The list of EDA's authors. */
const STOP_WORDS = list(`
  i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself
  they them their theirs themselves what which who whom this that these those am is are was were be been being have has had
  having do does did doing a an the and but if or because as until while of at by for with about against between into through
  during before after above below to from up down in out on off over under again further then once here there when where why
  how all any both each few more most other some such no nor not only own same so than too very s t can will just don should
  now
`);

/** Whether a word turns a meaning round: not, never, don't. */
export function isNegation(word: string): boolean {
  const name = word.toLowerCase();
  if (!/['’]/u.test(name)) return NEGATIONS.has(name);
  return /n['’]t$/u.test(name) || NEGATIONS.has(name.replaceAll(/['’]/gu, ""));
}

/** Whether a word holds a digit or spells a number; parts of hyphenated ones count. */
export function isNumber(word: string): boolean {
  if (/\p{N}/u.test(word)) return true;
  const name = word.toLowerCase();
  return name.includes("-") ? name.split("-").some((part) => NUMBER_WORDS.has(part)) : NUMBER_WORDS.has(name);
}

const GUARDED = new Set([...NEGATIONS, ...NUMBER_WORDS]);

/** Negations and numbers, which are neither dropped, swapped nor replaced: labels hang on them. */
export function isGuarded(word: string): boolean {
  const name = word.toLowerCase();
  // Most words are plain, and are looked up once.
  return /^[a-z]+$/u.test(name) ? GUARDED.has(name) : isNegation(word) || isNumber(word);
}

/** Numbers without their separators, which languages write differently, in alphabetical order. */
const numbersIn = (words: readonly string[]): string =>
  words
    .filter(isNumber)
    .map((word) => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ""))
    .sort()
    .join(" ");

/** Whether two texts hold the same numbers and as many negations: else one says something else. */
export const sameGuarded = (a: readonly string[], b: readonly string[]): boolean =>
  numbersIn(a) === numbersIn(b) && a.filter(isNegation).length === b.filter(isNegation).length;

export const isStopWord = (word: string): boolean => STOP_WORDS.has(word.toLowerCase());
