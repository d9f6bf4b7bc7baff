export { bceWithLogits } from "./bceWithLogits.ts";
export { crossEntropy } from "./crossEntropy.ts";
export { huber } from "./huber.ts";
export { mse } from "./mse.ts";
