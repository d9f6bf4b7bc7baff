import { RegularizeError } from "../../core/index.ts";
import type { NativeSession } from "../backend.ts";
import type { Ort } from "../ort.ts";
import { portable } from "../portable.ts";

export type Library = Pick<typeof Ort, "InferenceSession" | "Tensor" | "env">;

let library: Promise<Library> | undefined;

/**
 * ONNX Runtime for the web, fetched when first needed. Imported dynamically: bundlers make a chunk of its own of it, which
 * is what it takes itself for. One thread needs no SharedArrayBuffer, so that any static host will do.
 */
export function loadOrt(wasm?: string): Promise<Library> {
  library ??= load(wasm).catch((cause: unknown) => {
    library = undefined;
    throw cause;
  });
  return library;
}

async function load(wasm: string | undefined): Promise<Library> {
  try {
    const ort = (await import("onnxruntime-web/wasm")) as unknown as Library;
    ort.env.logLevel = "fatal";
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.proxy = false;
    if (wasm !== undefined) ort.env.wasm.wasmPaths = { wasm };
    return ort;
  } catch (cause) {
    const message = "ONNX Runtime cannot be fetched";
    throw new RegularizeError({ code: "E516", message, todo: "serve all files of the build with the page", cause });
  }
}

/** One after the other: the library is not ready for a second session before the first has started it. */
let last: Promise<unknown> = Promise.resolve();

export async function createSession(library: Library, bytes: Uint8Array): Promise<NativeSession> {
  const options = { executionProviders: ["wasm"], graphOptimizationLevel: "all", executionMode: "sequential" } as const;
  const next = last.then(() => library.InferenceSession.create(bytes, { ...options, logSeverityLevel: 4 }));
  last = next.catch(() => undefined);
  return portable(library, await next);
}
