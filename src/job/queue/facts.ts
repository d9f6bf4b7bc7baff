import { type ErrorFacts, RegularizeError } from "../../core/index.ts";

/** An error as plain data that another process or thread can be sent; `what` failed, when it is no error of ours. */
export function factsOf(error: unknown, what: string): ErrorFacts {
  if (error instanceof RegularizeError) {
    const { code, message, where, expected, received, details, todo } = error;
    const optional = Object.entries({ where, expected, received, todo }).filter(([, value]) => value !== undefined);
    return { code, message, details, ...Object.fromEntries(optional) };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const [first, ...rest] = text.split("\n");
  return { code: "E901", message: `${what} failed: ${first}`, details: rest.slice(0, 3) };
}
