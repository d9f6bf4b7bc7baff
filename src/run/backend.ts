import type { Program } from "../compile/index.ts";
import type { Ort } from "./ort.ts";

/** What a provider can do beyond standard ONNX: what `compile` asks for. */
export interface Provider {
  readonly name: "cpu" | "wasm";
  /** Whether it has the ops of `com.microsoft`. */
  readonly microsoft: boolean;
  /** How many channels its blocked convolutions take together; undefined where it has none. */
  readonly channelBlock?: number | undefined;
  /** Whether one thread runs each node; the runtime says so by its threads. */
  readonly serial?: boolean | undefined;
}

/** The part of a session of ONNX Runtime that is used. */
export interface NativeSession {
  readonly outputNames: readonly string[];
  run(
    feeds: Ort.InferenceSession.FeedsType,
    fetches: Ort.InferenceSession.NullableOnnxValueMapType,
  ): Ort.InferenceSession.ReturnType | Promise<Ort.InferenceSession.ReturnType>;
  release(): Promise<void>;
}

/** ONNX Runtime where it runs: everything that differs between Node and a browser. */
export interface Backend {
  readonly provider: Provider;
  /** The library, loaded when first needed. */
  library(): Promise<Pick<typeof Ort, "Tensor">>;
  /** A program's bytes as this binding runs them best. */
  prepared(program: Program): Uint8Array;
  /** A session that writes outputs into the tensors that `run` is given for them. */
  session(bytes: Uint8Array, threads: number): Promise<NativeSession>;
  /** The bytes of a model that the user names. Throws E811. */
  readModel(place: string): Promise<Uint8Array>;
}
