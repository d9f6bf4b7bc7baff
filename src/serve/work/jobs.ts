import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { hidePaths } from "../../observe/paths.ts";
import type { JobView } from "../types.ts";

/** How this program is started again: the interpreter, its options, and the program's file. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** Processes that may run at a time. */
const MOST = 4;
/** Finished ones that are remembered. */
const REMEMBERED = 50;
const SAID = 4000;

interface Job {
  view: JobView;
  child: ChildProcess;
  stops: number;
}

/** Whether its process has not ended yet. */
const isThere = ({ child }: Job): boolean => child.exitCode === null && child.signalCode === null;

/** The processes that this server started, each the leader of a group of its own: a page that is reloaded or closed stops none. */
export class Jobs {
  readonly #command: Command;
  readonly #jobs = new Map<string, Job>();
  readonly #onChange: (jobs: readonly JobView[]) => void;

  constructor(command: Command, onChange: (jobs: readonly JobView[]) => void) {
    this.#command = command;
    this.#onChange = onChange;
  }

  views(): readonly JobView[] {
    return [...this.#jobs.values()].map(({ view }) => view);
  }

  running(): number {
    return this.#open().length;
  }

  /** Throws E167 when enough are at work. */
  start(argv: readonly string[], about: Pick<JobView, "job" | "run" | "data">): JobView {
    if (this.running() >= MOST)
      throw new RegularizeError({
        code: "E167",
        message: `${MOST} jobs are at work already`,
        todo: "wait for one, or stop it",
      });
    const { program, args } = this.#command;
    const { REGULARIZE_TOKEN: _, ...env } = process.env;
    const child = spawn(program, [...args, ...argv], {
      ...{ detached: true, stdio: ["ignore", "ignore", "pipe"], env: { ...env, NO_COLOR: "1", CI: "true" } },
    });
    const id = randomBytes(12).toString("base64url");
    const view: JobView = { id, ...about, state: "running", started: Date.now(), said: "" };
    const job: Job = { view, child, stops: 0 };
    this.#jobs.set(id, job);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#hear(job, text));
    child.on("error", (error) => this.#hear(job, String(error)));
    child.on("close", (code) => this.#end(job, code));
    this.#forget();
    this.#onChange(this.views());
    return view;
  }

  /** Asks it to stop and save; a second time ends it at once. False when there is no such job at work. */
  stop(id: string): boolean {
    const job = this.#jobs.get(id);
    if (job === undefined || !isThere(job)) return false;
    job.stops++;
    job.view = { ...job.view, state: "stopping" };
    signal(job.child, job.stops === 1 ? "SIGINT" : "SIGKILL");
    this.#onChange(this.views());
    return true;
  }

  /** Asks all to stop and save, and waits for them. */
  async close(): Promise<void> {
    const open = this.#open();
    const ends = open.map(({ child }) => new Promise<void>((resolve) => child.once("close", () => resolve())));
    for (const { view } of open) this.stop(view.id);
    await Promise.all(ends);
  }

  #open(): Job[] {
    return [...this.#jobs.values()].filter(isThere);
  }

  #hear(job: Job, text: string): void {
    const said = (job.view.said + hidePaths(text)).slice(-SAID);
    job.view = { ...job.view, said };
  }

  #end(job: Job, code: number | null): void {
    const state = code === 0 ? "done" : job.stops > 0 || code === 130 ? "stopped" : "failed";
    job.view = { ...job.view, state };
    this.#onChange(this.views());
  }

  #forget(): void {
    const over = [...this.#jobs].filter(([, { view }]) => view.state !== "running" && view.state !== "stopping");
    for (const [id] of over.slice(0, Math.max(0, this.#jobs.size - REMEMBERED))) this.#jobs.delete(id);
  }
}

/** To the whole group: its workers too, when it is ended at once. */
function signal(child: ChildProcess, name: "SIGINT" | "SIGKILL"): void {
  try {
    if (name === "SIGKILL" && child.pid !== undefined) process.kill(-child.pid, name);
    else child.kill(name);
  } catch {
    // It is gone already.
  }
}

/** The name that a run gets from its data, with what makes it its own. */
export const runName = (data: string, slug: (name: string) => string): string =>
  `${slug(basename(data).replace(/\.[^.]+$/u, ""))}-${randomBytes(2).toString("hex")}`;
