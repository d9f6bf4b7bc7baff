import { readFile } from "node:fs/promises";
import { type Program, readProgram } from "../compile/index.ts";
import { RegularizeError } from "../core/index.ts";
import { failure } from "./failure.ts";
import { loadOrt, sessionOptions } from "./ort.ts";
import { disposed, Session } from "./session.ts";
import { givesMuch, withWritten } from "./written.ts";

export interface RuntimeOptions {
  /** Threads that work on one node together; default 1. */
  readonly threads?: number;
  /** Where programs run; default "cpu". */
  readonly provider?: "cpu";
}

/** What a provider can do beyond standard ONNX: what `compile` asks for. */
export interface Provider {
  readonly name: "cpu";
  /** Whether it has the ops of `com.microsoft`. */
  readonly microsoft: boolean;
}

/** Owns sessions: programs of one structure share one. Dispose it when done. */
export class Runtime {
  readonly provider: Provider;
  readonly threads: number;
  readonly #sessions = new Map<string, Promise<Session>>();
  #disposed = false;

  constructor({ threads = 1, provider = "cpu" }: RuntimeOptions) {
    if (!Number.isInteger(threads) || threads < 1)
      throw new RegularizeError({
        code: "E311",
        where: "threads",
        message: "A runtime needs at least one thread",
        expected: "an integer of at least 1",
        received: String(threads),
      });
    this.threads = threads;
    this.provider = { name: provider, microsoft: true };
  }

  /**
   * The session of a program, made when its structure is seen for the first time. Making it checks that the provider
   * has every op: throws E510 naming op and shapes otherwise, so nothing fails in the middle of a training.
   */
  load(program: Program): Promise<Session> {
    return this.#session(program, givesMuch(program) ? withWritten(program) : program.bytes);
  }

  /** A model from a file or its bytes. Throws E81x when it cannot be read, is not ONNX or refers to other files. */
  async loadModel(source: string | Uint8Array): Promise<Session> {
    const bytes = typeof source === "string" ? await readModel(source) : source;
    return this.#session(readProgram(bytes), bytes);
  }

  /** Releases every session; using one afterwards throws E513. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const sessions = await Promise.allSettled(this.#sessions.values());
    this.#sessions.clear();
    for (const session of sessions) if (session.status === "fulfilled") await session.value.dispose();
  }

  #session(program: Program, bytes: Uint8Array): Promise<Session> {
    if (this.#disposed) return Promise.reject(disposed());
    const known = this.#sessions.get(program.structure);
    if (known !== undefined) return known;
    const session = this.#create(program, bytes);
    this.#sessions.set(program.structure, session);
    session.catch(() => this.#sessions.delete(program.structure));
    return session;
  }

  async #create(program: Program, bytes: Uint8Array): Promise<Session> {
    const ort = await loadOrt();
    try {
      const native = await ort.InferenceSession.create(bytes, sessionOptions(this.threads));
      return new Session(ort, native, program);
    } catch (cause) {
      throw failure("E510", `prepare the program on ${this.provider.name}`, program, cause);
    }
  }
}

/** A runtime whose library is loaded. */
export async function createRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  const runtime = new Runtime(options);
  await loadOrt();
  return runtime;
}

async function readModel(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new RegularizeError({ code: "E811", where: path, message: `Cannot read the model ${path}`, cause });
  }
}
