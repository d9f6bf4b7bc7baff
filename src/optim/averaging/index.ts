export { ema } from "./ema.ts";
export { lookahead } from "./lookahead.ts";
export { swa } from "./swa.ts";
