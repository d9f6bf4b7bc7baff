export { constant } from "./constant.ts";
export { cosine } from "./cosine.ts";
export { reduceOnPlateau } from "./reduceOnPlateau.ts";
