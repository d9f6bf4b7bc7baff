import { type Program, readProgram } from "../compile/index.ts";
import { RegularizeError } from "../core/index.ts";
import type { Backend, Provider } from "./backend.ts";
import { failure } from "./failure.ts";
import { disposed, Session } from "./session.ts";

/** Owns sessions: programs of one structure share one. Dispose it when done. */
export class Runtime {
  readonly provider: Provider;
  readonly threads: number;
  readonly #backend: Backend;
  readonly #sessions = new Map<string, Promise<Session>>();
  #disposed = false;

  constructor(backend: Backend, threads = 1) {
    if (!Number.isInteger(threads) || threads < 1)
      throw new RegularizeError({
        code: "E311",
        where: "threads",
        message: "A runtime needs at least one thread",
        expected: "an integer of at least 1",
        received: String(threads),
      });
    this.threads = threads;
    const isSerial = threads === 1;
    // Kernels have one thread: more of them do without.
    this.provider = { ...backend.provider, serial: isSerial, hosts: isSerial && backend.provider.hosts === true };
    this.#backend = backend;
  }

  /**
   * The session of a program, made when its structure is seen for the first time. Making it checks that the provider
   * has every op: throws E510 naming op and shapes otherwise, so nothing fails in the middle of a training.
   */
  load(program: Program): Promise<Session> {
    return this.#session(program);
  }

  /** A model from a file or its bytes. Throws E81x when it cannot be read, is not ONNX or refers to other files. */
  async loadModel(source: string | Uint8Array): Promise<Session> {
    const bytes = typeof source === "string" ? await this.#backend.readModel(source) : source;
    return this.#session(readProgram(bytes));
  }

  /** Releases every session; using one afterwards throws E513. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const sessions = await Promise.allSettled(this.#sessions.values());
    this.#sessions.clear();
    for (const session of sessions) if (session.status === "fulfilled") await session.value.dispose();
  }

  #session(program: Program): Promise<Session> {
    if (this.#disposed) return Promise.reject(disposed());
    const known = this.#sessions.get(program.structure);
    if (known !== undefined) return known;
    const session = this.#create(program);
    this.#sessions.set(program.structure, session);
    session.catch(() => this.#sessions.delete(program.structure));
    return session;
  }

  async #create(program: Program): Promise<Session> {
    try {
      return new Session(await this.#backend.session(program, this.threads), program);
    } catch (cause) {
      throw failure("E510", `prepare the program on ${this.provider.name}`, program, cause);
    }
  }
}
