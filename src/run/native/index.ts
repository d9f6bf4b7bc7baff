export { openNative } from "./library.ts";
export { createSession } from "./session.ts";
