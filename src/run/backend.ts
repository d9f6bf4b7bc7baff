import type { Program } from "../compile/index.ts";
import type { RunTensor } from "./slots.ts";

/** What a provider can do beyond standard ONNX: what `compile` asks for. */
export interface Provider {
  readonly name: "cpu" | "wasm";
  /** Whether it has the ops of `com.microsoft`. */
  readonly microsoft: boolean;
  /** How many channels its blocked convolutions take together; undefined where it has none. */
  readonly channelBlock?: number | undefined;
  /** Whether one thread runs each node; the runtime says so by its threads. */
  readonly serial?: boolean | undefined;
  /** Whether runs are cheap enough for kernels between them. */
  readonly hosts?: boolean | undefined;
}

/** Arrays by the names of inputs or outputs. */
export type Fed = Readonly<Record<string, RunTensor>>;

/** A session where it runs. Outputs that nobody asks for are not given. */
export interface NativeSession {
  /** What reads the feeds and writes the fetches each time that it is called. */
  bind(feeds: Fed, fetches: Fed): () => void | Promise<void>;
  /** Runs once; gives the outputs of these names as new arrays. */
  run(
    feeds: Fed,
    names: readonly string[],
  ): Readonly<Record<string, RunTensor>> | Promise<Readonly<Record<string, RunTensor>>>;
  release(): Promise<void>;
}

/** ONNX Runtime where it runs: everything that differs between Node and a browser. */
export interface Backend {
  readonly provider: Provider;
  /** A session of a program or of a model with its inputs and outputs. */
  session(program: Pick<Program, "bytes" | "inputs" | "outputs">, threads: number): Promise<NativeSession>;
  /** The bytes of a model that the user names. Throws E811. */
  readModel(place: string): Promise<Uint8Array>;
}
