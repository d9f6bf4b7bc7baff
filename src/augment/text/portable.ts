// What of this folder runs in a browser too. There is no WordNet there: what looks for synonyms asks the passage's own thesaurus.
export { aeda } from "./aeda.ts";
export { isGuarded } from "./guards.ts";
export { augmentText, type Passage, passageOf, textOf } from "./passage.ts";
export { randomInsertion } from "./randomInsertion.ts";
export { randomSwap } from "./randomSwap.ts";
export { synonymReplacement } from "./synonymReplacement.ts";
export type { Thesaurus } from "./thesaurus.ts";
export { wordDropout } from "./wordDropout.ts";
