import type { MiddlewareHandler } from "hono";

const COMMON = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/** The dashboard: own scripts and styles alone. */
export const PAGE = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; ${COMMON}`;
/** The playground compiles WebAssembly, in a worker. */
export const PLAYGROUND = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; ${COMMON}`;
/** A report: no script at all, and no origin. */
export const REPORT = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups; ${COMMON}`;
export type Headers = Readonly<Record<string, string>>;

/** On every answer. */
export const ALWAYS: Headers = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
};
/** On what is no page. */
export const NO_PAGE: Headers = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
};

/** Middleware of the same. A route that gives a page has set its own policy. */
export const secured: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  for (const [name, value] of Object.entries(NO_PAGE)) if (!headers.has(name)) headers.set(name, value);
  for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value);
};
