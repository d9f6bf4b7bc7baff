export { grid } from "./grid.ts";
export { halton } from "./halton.ts";
export { random } from "./random.ts";
export { tpe } from "./tpe.ts";
