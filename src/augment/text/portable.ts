// What of this folder needs no files: it runs in a browser too.
export { aeda } from "./aeda.ts";
export { isGuarded } from "./guards.ts";
export { augmentText, type Passage, passageOf, textOf } from "./passage.ts";
export { randomSwap } from "./randomSwap.ts";
export { wordDropout } from "./wordDropout.ts";
