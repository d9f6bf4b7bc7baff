import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Served } from "../../src/serve/index.ts";
import { serving, temporary, writeCompare } from "./folders.ts";

interface Got {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** As it is: nothing is normalized on the way, as a browser or `fetch` would. */
function ask(
  port: number,
  path: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers, setHost: false }, (response) => {
      let text = "";
      response.setEncoding("latin1").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const SECRET = "the-secret-of-the-machine";
const place = temporary();
let served: Served;
let own: string;
beforeAll(async () => {
  mkdirSync(join(place.path, "runs"), { recursive: true });
  for (const folder of ["", "runs", "runs/one"]) {
    mkdirSync(join(place.path, folder), { recursive: true });
    if (folder !== "runs/one") writeFileSync(join(place.path, folder, "secret.txt"), SECRET);
  }
  await writeCompare(join(place.path, "runs/one"));
  writeFileSync(join(place.path, "runs/one/secret.txt"), SECRET);
  served = await serving(place.path);
  own = `127.0.0.1:${served.port}`;
});
afterAll(async () => {
  await served.close();
  place.remove();
});
const host = (): Record<string, string> => ({ host: own });
const runId = async (): Promise<string> => {
  const { body } = await ask(served.port, "/api/state", { headers: host() });
  return (JSON.parse(body) as { runs: { id: string }[] }).runs[0]!.id;
};

describe("Host and Origin", () => {
  const good = (port: number): string[] => [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    `[::1]:${port}`,
    `LOCALHOST:${port}`,
  ];
  const bad = (port: number): string[] => [
    ...[
      "evil.com",
      `evil.com:${port}`,
      "127.0.0.1",
      "localhost",
      `127.0.0.1:${port + 1}`,
      `127.0.0.1.evil.com:${port}`,
    ],
    ...[`localhost.evil.com:${port}`, `127.0.0.2:${port}`, `0.0.0.0:${port}`, `evil.com@127.0.0.1:${port}`],
    ...[`127.1:${port}`, `2130706433:${port}`, "", `localhost:${port}.evil.com`, `[::ffff:127.0.0.1]:${port}`],
  ];
  const origins = (port: number): string[] => [
    ...["null", "http://evil.com", `http://evil.com:${port}`, `https://127.0.0.1:${port}`, "http://127.0.0.1"],
    ...[`http://localhost:${port}`, `http://127.0.0.1:${port + 1}`, `http://127.0.0.1:${port}.evil.com`, "file://"],
  ];

  it("only this machine's names are answered, on every method", async () => {
    const { port } = served;
    for (const name of good(port))
      expect((await ask(port, "/api/state", { headers: { host: name } })).status, name).toBe(200);
    for (const name of bad(port))
      for (const method of ["GET", "POST"])
        expect([400, 403], `${method} ${name}`).toContain(
          (await ask(port, "/api/state", { method, headers: { host: name } })).status,
        );
    const none = await ask(port, "/api/state", { headers: {} });
    expect([400, 403]).toContain(none.status);
  });

  it("another origin is refused on every method, and a change needs its own origin and header", async () => {
    const { port } = served;
    for (const origin of origins(port))
      for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS"]) {
        const headers = { ...host(), origin, "x-regularize": "1", "content-type": "application/json" };
        expect((await ask(port, "/api/jobs", { method, headers })).status, `${method} ${origin}`).toBe(403);
      }
    const same = `http://${own}`;
    const post = (headers: Record<string, string>) =>
      ask(port, "/api/jobs", { method: "POST", headers: { ...host(), ...headers }, body: "{}" });
    expect((await post({ "x-regularize": "1", "content-type": "application/json" })).status).toBe(403);
    expect((await post({ origin: same, "content-type": "application/json" })).status).toBe(403);
    expect((await post({ origin: same, "x-regularize": "1", "content-type": "text/plain" })).status).toBe(415);
    expect((await post({ origin: same, "x-regularize": "1", "content-type": "application/json" })).status).toBe(400);
    const across = { ...host(), "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    expect((await ask(port, "/api/state", { headers: across })).status).toBe(403);
  });

  it("no answer lets another page in", async () => {
    for (const path of ["/", "/api/state", "/nothing", "/assets/a.js"]) {
      const { headers } = await ask(served.port, path, { headers: host() });
      expect(headers["content-security-policy"], path).toMatch(/^default-src 'none'/u);
      expect(headers["content-security-policy"]).not.toContain("unsafe-inline");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["access-control-allow-origin"]).toBeUndefined();
    }
  });
});

it("what is answered before the router is loaded is what the router answers", async () => {
  for (const path of ["/", "/index.html", "/assets/a.js", "/api/state"])
    for (const accepted of ["gzip", "identity"]) {
      const headers = { ...host(), "accept-encoding": accepted };
      // What has a query goes by the router.
      const [direct, routed] = [
        await ask(served.port, path, { headers }),
        await ask(served.port, `${path}?`, { headers }),
      ];
      const told = ({ headers: all, body, status }: Got) => {
        const { date: _, "content-length": __, "transfer-encoding": ___, ...others } = all;
        return { others, body, status };
      };
      expect(told(direct), `${path} ${accepted}`).toEqual(told(routed));
    }
});

describe("traversal", () => {
  /** Ways to write `../` and its like. */
  const UPS = [
    ...["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e%252f", "....//", "..;/", "%c0%ae%c0%ae/"],
    ...["%uff0e%uff0e/", "..%00/", ".%2e/", "..%c0%af", "..%ef%bc%8f", "/../", "./../", "%2f..%2f", "..%09/", "..//"],
  ];
  const ENDS = ["secret.txt", "etc/passwd", "secret.txt%00.html", "runs/secret.txt", "one/secret.txt"];

  it("500 payloads leak nothing", async () => {
    const id = await runId();
    const places = [`/api/runs/${id}/files/`, "/api/runs/", "/assets/", "/", `/api/data/`];
    let asked = 0;
    for (const [u, up] of UPS.entries())
      for (const [e, end] of ENDS.entries())
        for (const [p, at] of places.entries()) {
          const path = `${at}${up.repeat(1 + ((u + e + p) % 5))}${end}`;
          const got = await ask(served.port, path, { headers: host() }).catch(() => ({ status: 400, body: "" }));
          expect(got.body, path).not.toContain(SECRET);
          expect(got.body, path).not.toContain("root:");
          expect([400, 404], path).toContain(got.status);
          asked++;
        }
    expect(asked).toBe(500);
  });

  it("files go by number, and only those of the manifest", async () => {
    const id = await runId();
    const detail = JSON.parse((await ask(served.port, `/api/runs/${id}`, { headers: host() })).body) as {
      files: { id: number; name: string }[];
    };
    expect(detail.files.map(({ name }) => name)).toEqual([
      "metrics.jsonl",
      "recipe.json",
      "report.html",
      "result.json",
    ]);
    const of = (file: string) => ask(served.port, `/api/runs/${id}/files/${file}`, { headers: host() });
    expect((await of("2")).headers["content-security-policy"]).toMatch(/sandbox/u);
    expect((await of("2")).headers["content-security-policy"]).not.toMatch(/script-src|allow-scripts/u);
    expect((await of("0")).headers["content-disposition"]).toBe('attachment; filename="metrics.jsonl"');
    for (const file of ["4", "999", "-1", "1e0", "0x1", "__proto__"]) expect((await of(file)).status, file).toBe(404);
  });
});

describe("token", () => {
  it("any address but this machine's own needs one, of some length", async () => {
    const starts = async (options: Parameters<typeof serving>[1]): Promise<string> => {
      try {
        await (await serving(place.path, options)).close();
        return "served";
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    for (const address of ["0.0.0.0", "::", "192.168.1.5", "example.com"])
      expect(await starts({ host: address })).toBe("E169");
    expect(await starts({ host: "0.0.0.0", token: "short" })).toBe("E169");
    expect(await starts({ host: "0.0.0.0", token: "twenty characters ok" })).toBe("E169");
    expect(await starts({ host: "localhost" })).toBe("served");
  });

  it("nothing is told without it, and it is told to nobody", async () => {
    const token = "a-token-of-some-length";
    const open = await serving(place.path, { host: "0.0.0.0", token });
    try {
      const outside = Object.values(networkInterfaces())
        .flatMap((list) => list ?? [])
        .find(({ family, internal }) => family === "IPv4" && !internal);
      const name = outside === undefined ? `127.0.0.1:${open.port}` : `${outside.address}:${open.port}`;
      const get = (path: string, headers: Record<string, string> = {}) =>
        ask(open.port, path, { headers: { host: name, ...headers } });
      for (const path of ["/api/state", "/", "/assets/a.js", "/api/events"])
        expect((await get(path)).status, path).toBe(401);
      expect((await get("/api/state", { authorization: "Bearer wrong-token-of-length" })).status).toBe(401);
      const answer = await get("/api/state", { authorization: `Bearer ${token}` });
      expect(answer.status).toBe(200);
      const form = {
        host: name,
        origin: `http://${name}`,
        "x-regularize": "1",
        "content-type": "application/x-www-form-urlencoded",
      };
      const entered = await ask(open.port, "/enter", { method: "POST", headers: form, body: `token=${token}` });
      const cookie = String(entered.headers["set-cookie"]).split(";")[0]!;
      expect(String(entered.headers["set-cookie"])).toMatch(/HttpOnly; SameSite=Strict/u);
      expect((await get("/api/state", { cookie })).status).toBe(200);
      for (const { body, headers } of [answer, entered]) expect(body + JSON.stringify(headers)).not.toContain(token);
      for (let i = 0; i < 12; i++) await get("/api/state", { authorization: "Bearer wrong-token-of-length" });
      expect((await get("/api/state", { authorization: `Bearer ${token}` })).status).toBe(401);
      expect((await get("/api/state", { cookie })).status).toBe(200);
    } finally {
      await open.close();
    }
  });
});
