import type { MiddlewareHandler } from "hono";

const COMMON = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/** The dashboard: own scripts and styles alone. */
export const PAGE = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; ${COMMON}`;
/** The playground compiles WebAssembly, in a worker. */
export const PLAYGROUND = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; ${COMMON}`;
/** A report: no script at all, and no origin. */
export const REPORT = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups; ${COMMON}`;
/** What is no page. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'";

/** On every answer. A route that gives a page has set its own policy. */
export const secured: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", NOTHING);
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-embedder-policy", "require-corp");
  headers.set("cross-origin-resource-policy", "same-origin");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
};
