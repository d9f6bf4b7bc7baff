import { join } from "node:path";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { streamSSE } from "hono/streaming";
import { RegularizeError } from "../core/index.ts";
import { runSlug } from "../observe/folder/create.ts";
import { hidePaths } from "../observe/paths.ts";
import { columnsOf } from "./data.ts";
import { guard } from "./http/guard.ts";
import type { Opening } from "./http/direct.ts";
import { REPORT, secured } from "./http/headers.ts";
import { enterPage } from "./http/enter.ts";
import { pageAnswer } from "./http/pages.ts";
import { curvesOf, moreOf } from "./scan/curves.ts";
import type { ReadRun } from "./scan/index.ts";
import { metricNames, stateOf } from "./state.ts";
import { runName } from "./work/jobs.ts";
import { views } from "./views/index.ts";

const ID = /^[A-Za-z0-9_-]{16}$/u;
const JSON_ONLY = /^application\/json(?:;|$)/iu;

/** The routes of the dashboard. No route takes a path: runs, their files, data and jobs go by ids that are looked up. */
export function createApp(parts: Opening): Hono {
  const app = new Hono();
  app.use(secured);
  app.use(guard(parts.hosts));
  app.use(bodyLimit({ maxSize: 64 * 1024 }));
  enterRoutes(app, parts);
  runRoutes(app, parts);
  workRoutes(app, parts);
  streamRoute(app, parts);
  pageRoutes(app, parts);
  app.notFound((context) => context.json({ error: "there is no such thing here" }, 404));
  app.onError((error, context) => {
    const known = error instanceof RegularizeError ? error : undefined;
    const message = known === undefined ? "the server could not do that" : `${known.code} ${hidePaths(known.message)}`;
    return context.json({ error: message, todo: hidePaths(known?.todo ?? "") }, known === undefined ? 500 : 422);
  });
  return app;
}

/** Where a token is asked for: the one page and the one route that need none. */
function enterRoutes(app: Hono, { sessions }: Opening): void {
  if (!sessions.asks) return;
  app.get("/enter", (context) => enterPage(context, false));
  app.post("/enter", async (context) => {
    const { token } = await context.req.parseBody();
    const cookie = typeof token === "string" ? sessions.enter(token) : undefined;
    if (cookie === undefined) return enterPage(context, true);
    context.header("set-cookie", cookie);
    return context.redirect("/", 303);
  });
  app.use(async (context, next) => {
    if (sessions.knows((name) => context.req.header(name))) return next();
    const wantsPage = context.req.header("accept")?.includes("text/html") === true;
    return wantsPage ? context.redirect("/enter", 303) : context.json({ error: "a token is needed" }, 401);
  });
}

function runRoutes(app: Hono, parts: Opening): void {
  const { runs, data } = parts;
  const found = async (context: Context): Promise<ReadRun | undefined> => {
    const id = context.req.param("id") ?? "";
    return ID.test(id) ? runs.get(id) : undefined;
  };
  const none = (context: Context) => context.json({ error: "there is no such run" }, 404);
  app.get("/api/state", async (context) => context.json(await stateOf(parts)));
  app.get("/api/runs/:id", async (context) => {
    const run = await found(context);
    return run === undefined ? none(context) : context.json(await (await import("./scan/detail.ts")).detailOf(run));
  });
  app.get("/api/runs/:id/curves", async (context) => {
    const run = await found(context);
    if (run === undefined) return none(context);
    const { lines, mark = "" } = context.req.query();
    return context.json(lines === undefined ? curvesOf(run) : moreOf(run, { lines: Number(lines) || 0, mark }));
  });
  for (const [name, view] of Object.entries(views))
    app.get(`/api/runs/:id/${name}`, async (context) => {
      const run = await found(context);
      return run === undefined ? none(context) : context.json(await (await view())(run, data));
    });
  app.get("/api/runs/:id/files/:file{[0-9]{1,3}}", async (context) => {
    const run = await found(context);
    const name = Object.keys(run?.run?.manifest.files ?? {})[Number(context.req.param("file"))];
    if (run?.run === undefined || name === undefined) return none(context);
    const content = new Uint8Array(await run.run.read(name));
    if (name === "report.html")
      return context.body(content, 200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": REPORT,
      });
    return context.body(content, 200, {
      "content-type": "application/octet-stream",
      // A name of a manifest is letters, digits, dots and dashes.
      "content-disposition": `attachment; filename="${name}"`,
    });
  });
  app.get("/api/data/:id/columns", async (context) => {
    const file = data.get(context.req.param("id"));
    return file === undefined ? none(context) : context.json(await columnsOf(file));
  });
}

function workRoutes(app: Hono, { runs, jobs, data }: Opening): void {
  app.post("/api/jobs", async (context) => {
    if (!JSON_ONLY.test(context.req.header("content-type") ?? ""))
      return context.json({ error: "JSON is needed" }, 415);
    const { argvOf, orderSchema } = await import("./work/argv.ts");
    const asked = orderSchema.safeParse(await context.req.json().catch(() => undefined));
    if (!asked.success) return context.json({ error: issueOf(asked.error.issues[0]) }, 400);
    const order = asked.data;
    const file = data.get(order.data);
    if (file === undefined) return context.json({ error: "that data was not named on the command line" }, 400);
    const columns = await columnsOf(file);
    if (columns.length > 0 && (order.target === undefined || !columns.includes(order.target)))
      return context.json({ error: "target: a column of the data is needed" }, 400);
    if (order.metric !== undefined && !(await metricNames()).includes(order.metric))
      return context.json({ error: "metric: there is no such metric" }, 400);
    const run = runName(file.path, runSlug);
    const argv = argvOf(order, { data: file.path, out: join(runs.roots[0]!, run) });
    return context.json(jobs.start(argv, { job: order.job, run, data: file.name }), 201);
  });
  app.post("/api/jobs/:id/stop", (context) =>
    jobs.stop(context.req.param("id"))
      ? context.json({ stopping: true })
      : context.json({ error: "there is no such job at work" }, 404),
  );
  app.post("/api/runs/:id/resume", async (context) => {
    const id = context.req.param("id");
    const run = ID.test(id) ? await runs.get(id) : undefined;
    if (run === undefined || !run.summary.resumable)
      return context.json({ error: "this run cannot be gone on with" }, 409);
    const moved = [...data.values()].find(({ name }) => name === run.summary.data);
    const argv = ["resume", ...(moved === undefined ? [] : [`--data=${moved.path}`]), "--quiet", "--", run.path];
    return context.json(jobs.start(argv, { job: "resume", run: run.summary.name, data: run.summary.data }), 201);
  });
}

const issueOf = (issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): string =>
  issue === undefined
    ? "not an order"
    : `${issue.path.map(String).join(".") || "order"}: ${issue.message}`.slice(0, 300);

/** Milliseconds of silence after which a sign of life is sent. */
const BEAT = 15_000;

function streamRoute(app: Hono, { live, jobs }: Opening): void {
  app.get("/api/events", (context) => {
    const watcher = live.join();
    if (watcher === undefined) return context.json({ error: "too many pages watch" }, 503);
    return streamSSE(context, async (stream) => {
      let gone = false;
      stream.onAbort(() => {
        gone = true;
        live.leave(watcher);
        watcher.wake();
      });
      await stream.writeSSE({
        event: "change",
        data: JSON.stringify({ told: live.told, runs: [], gone: [], jobs: jobs.views() }),
      });
      while (!gone && !live.closed) {
        const change = await watcher.next(BEAT);
        if (gone || live.closed) break;
        if (change === undefined) await stream.writeSSE({ event: "beat", data: "" });
        else await stream.writeSSE({ event: "change", data: JSON.stringify(change) });
      }
      live.leave(watcher);
    });
  });
}

function pageRoutes(app: Hono, { pages }: Opening): void {
  app.get("*", async (context) => {
    const page = pages.get(context.req.path);
    if (page === undefined) return context.notFound();
    const { headers, content } = await pageAnswer(page, context.req.header("accept-encoding"));
    return context.body(content, 200, headers);
  });
}
