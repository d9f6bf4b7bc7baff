export { readToken, serve, type Served, type ServeOptions } from "./server.ts";
export type * from "./types.ts";
