import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { networkInterfaces } from "node:os";
import type { MiddlewareHandler } from "hono";

/** Where the server listens, and what it asks of callers. */
export interface Place {
  readonly host: string;
  readonly port: number;
  /** Asked of every caller when there is one. */
  readonly token?: string | undefined;
}

/** The header that a page of another origin cannot send without being asked first. */
const OWN_HEADER = "x-regularize";
const COOKIE = "regularize_session";

const LOCAL = ["127.0.0.1", "localhost", "[::1]"];
const bracketed = (address: string): string => (address.includes(":") ? `[${address}]` : address);

/** Names of this machine by which the server may be called. Any other one is a page that points its own name here (DNS rebinding). */
export function allowedHosts({ host, port }: Place): ReadonlySet<string> {
  const everywhere = host === "0.0.0.0" || host === "::";
  const addresses = everywhere ? Object.values(networkInterfaces()).flatMap((list) => list ?? []) : [];
  const names = [...LOCAL, ...(everywhere ? [] : [bracketed(host)]), ...addresses.map((of) => bracketed(of.address))];
  return new Set(names.flatMap((name) => (port === 80 ? [`${name}:80`, name] : [`${name}:${port}`])));
}

const isSafe = (method: string): boolean => method === "GET" || method === "HEAD";

/** Why a request is refused, or undefined. Host on every method; Origin wherever it is said, and said wherever something changes. */
export function refusal(
  request: { readonly method: string; readonly header: (name: string) => string | undefined },
  hosts: ReadonlySet<string>,
): string | undefined {
  const { method, header } = request;
  const host = header("host")?.toLowerCase();
  if (host === undefined || !hosts.has(host)) return "this server does not go by that name";
  const origin = header("origin");
  if (origin !== undefined && origin !== `http://${host}`) return "the request comes from another origin";
  const site = header("sec-fetch-site");
  const navigates = isSafe(method) && header("sec-fetch-mode") === "navigate";
  if (site !== undefined && site !== "same-origin" && site !== "none" && !navigates)
    return "the request comes from another site";
  if (isSafe(method)) return undefined;
  if (origin === undefined) return "a change needs an Origin";
  if (header(OWN_HEADER) !== "1") return `a change needs the header ${OWN_HEADER}`;
  return undefined;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** Who has shown the token. The cookie is a secret of this process, so that the token itself is kept nowhere. */
export class Sessions {
  readonly #token: string | undefined;
  readonly #session = randomBytes(32).toString("base64url");
  #failures = 0;
  #until = 0;

  constructor(token: string | undefined) {
    this.#token = token;
  }

  get asks(): boolean {
    return this.#token !== undefined;
  }

  /** The cookie of a caller who knows the token. After ten wrong ones, one try every few seconds. */
  enter(token: string): string | undefined {
    if (this.#token === undefined || Date.now() < this.#until) return undefined;
    if (!same(token, this.#token)) {
      if (++this.#failures >= 10) this.#until = Date.now() + 5000;
      return undefined;
    }
    this.#failures = 0;
    return `${COOKIE}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  knows(header: (name: string) => string | undefined): boolean {
    if (this.#token === undefined) return true;
    const bearer = /^Bearer (.+)$/u.exec(header("authorization") ?? "")?.[1];
    if (bearer !== undefined && this.enter(bearer) !== undefined) return true;
    const cookies = (header("cookie") ?? "").split(";").map((part) => part.trim());
    const own = cookies.find((part) => part.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
    return own !== undefined && same(own, this.#session);
  }
}

/** Refuses what is not from this machine's own page. */
export const guard =
  (hosts: () => ReadonlySet<string>): MiddlewareHandler =>
  async (context, next) => {
    const reason = refusal({ method: context.req.method, header: (name) => context.req.header(name) }, hosts());
    if (reason !== undefined) return context.json({ error: reason }, 403);
    return next();
  };
