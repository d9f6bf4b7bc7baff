import type { Program, Slot } from "../compile/index.ts";
import { didYouMean, RegularizeError } from "../core/index.ts";
import type { NativeSession } from "./backend.ts";
import { failure } from "./failure.ts";
import { type RunTensor, type Tensor, type TensorData, tensorOver } from "./slots.ts";

/** A program, its arrays in place: each run reads the feeds and writes the fetches. */
export interface Bound {
  run(): Promise<void>;
}

/** A program that is ready to run. It belongs to its runtime, which disposes it. */
export class Session {
  readonly program: Program;
  #native: NativeSession | undefined;

  constructor(native: NativeSession, program: Program) {
    this.#native = native;
    this.program = program;
  }

  /**
   * Ties inputs and outputs to the caller's arrays, which may be views on one WebAssembly memory: runs copy nothing.
   * Every input needs a feed; outputs without a fetch are not computed into anything of the caller's.
   * Throws E512 for a missing or unknown name, and for a type or size that does not fit.
   */
  bind(feeds: Readonly<Record<string, TensorData>>, fetches: Readonly<Record<string, TensorData>>): Bound {
    const { inputs, outputs } = this.program;
    const fed = this.#tensors(inputs, feeds);
    const asked = outputs.filter((slot) => Object.hasOwn(fetches, slot.name));
    const fetched = this.#tensors(asked, fetches, outputs);
    const run = this.#alive().bind(fed, fetched);
    const views = [...Object.values(feeds), ...Object.values(fetches)].filter((data) => ArrayBuffer.isView(data));
    const sizes = views.map((view) => view.byteLength);
    return {
      run: async () => {
        for (let i = 0; i < views.length; i++) if (views[i]!.byteLength !== sizes[i]) throw detached();
        this.#alive();
        await this.#tried(run);
      },
    };
  }

  /** Runs once; gives every output as an array of its own. The batch may differ from run to run. */
  async run(feeds: Readonly<Record<string, TensorData>>): Promise<Record<string, Tensor>> {
    const { inputs, outputs } = this.program;
    const names = outputs.map(({ name }) => name);
    const fed = this.#tensors(inputs, feeds);
    const results = await this.#tried(() => this.#alive().run(fed, names));
    return Object.fromEntries(names.map((name) => [name, { data: results[name]!.data, shape: results[name]!.dims }]));
  }

  /** @internal Called by the runtime that owns the session. */
  async dispose(): Promise<void> {
    const native = this.#native;
    this.#native = undefined;
    await native?.release();
  }

  #alive(): NativeSession {
    if (this.#native === undefined) throw disposed();
    return this.#native;
  }

  async #tried<R>(run: () => R | Promise<R>): Promise<R> {
    try {
      return await run();
    } catch (cause) {
      throw cause instanceof RegularizeError ? cause : failure("E511", "run the program", this.program, cause);
    }
  }

  #tensors(
    slots: readonly Slot[],
    given: Readonly<Record<string, TensorData>>,
    known: readonly Slot[] = slots,
  ): Record<string, RunTensor> {
    const names = known.map((slot) => slot.name);
    for (const name of Object.keys(given)) if (!names.includes(name)) throw unknownSlot(name, names);
    return Object.fromEntries(slots.map((slot) => [slot.name, tensorOver(slot, given[slot.name])]));
  }
}

const unknownSlot = (name: string, names: readonly string[]): RegularizeError =>
  new RegularizeError({
    code: "E512",
    where: name,
    message: `The program has no ${JSON.stringify(name)}`,
    todo: didYouMean(name, names),
  });

/** A session or runtime that was used after it was disposed. */
export const disposed = (): RegularizeError =>
  new RegularizeError({
    code: "E513",
    message: "The runtime was disposed, and its sessions with it",
    todo: "create a runtime that lives as long as what uses it",
  });

const detached = (): RegularizeError =>
  new RegularizeError({
    code: "E514",
    message: "An array that a program is bound to lost its memory",
    todo: "bind again after the memory has grown or was transferred",
  });
