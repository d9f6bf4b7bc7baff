import type { IncomingMessage, ServerResponse } from "node:http";
import { type Known, stateOf } from "../state.ts";
import { refusal, type Sessions } from "./guard.ts";
import { ALWAYS, NO_PAGE, type Headers } from "./headers.ts";
import { pageAnswer } from "./pages.ts";

export interface Opening extends Known {
  readonly sessions: Sessions;
  readonly hosts: () => ReadonlySet<string>;
}

interface Answered {
  readonly headers: Headers;
  readonly content: string | Uint8Array;
}

function headerOf({ headers }: IncomingMessage): (name: string) => string | undefined {
  return (name) => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  };
}

/**
 * What the page opens with, its files and its state, answered without the router: that takes longer to load than a
 * thousand runs to read. False for anything else and for whatever is to be refused: the router's.
 */
export function answerOpening(opening: Opening, request: IncomingMessage, response: ServerResponse): boolean {
  const { pages, sessions, hosts } = opening;
  const { method = "", url = "" } = request;
  const header = headerOf(request);
  if (method !== "GET" || sessions.asks || refusal({ method, header }, hosts()) !== undefined) return false;
  const page = pages.get(url);
  if (page === undefined && url !== "/api/state") return false;
  const answer = async (): Promise<Answered> => {
    if (page !== undefined) return pageAnswer(page, header("accept-encoding"));
    return {
      headers: { ...NO_PAGE, "content-type": "application/json" },
      content: JSON.stringify(await stateOf(opening)),
    };
  };
  void answer().then(
    ({ headers, content }) => {
      response.writeHead(200, { ...headers, ...ALWAYS, "content-length": Buffer.byteLength(content) });
      response.end(content);
    },
    () => response.writeHead(500, { ...NO_PAGE, ...ALWAYS }).end(),
  );
  return true;
}
