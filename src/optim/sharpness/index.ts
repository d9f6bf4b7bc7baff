export { asam } from "./asam.ts";
export { sam } from "./sam.ts";
