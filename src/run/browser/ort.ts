import { RegularizeError } from "../../core/index.ts";
import type { NativeSession } from "../backend.ts";
import type { Ort } from "../ort.ts";

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

/** A session that copies outputs into the tensors it is given for them; the library leaves them in its own memory. */
export async function createSession({ InferenceSession }: Library, bytes: Uint8Array): Promise<NativeSession> {
  const options = { executionProviders: ["wasm"], graphOptimizationLevel: "all", executionMode: "sequential" } as const;
  const next = last.then(() => InferenceSession.create(bytes, { ...options, logSeverityLevel: 4 }));
  last = next.catch(() => undefined);
  const session = await next;
  return {
    outputNames: session.outputNames,
    release: () => session.release(),
    run: async (feeds, fetches) => {
      const asked = fetches as Record<string, Ort.Tensor | null>;
      const results = await session.run(feeds, Object.keys(asked));
      for (const [name, tensor] of Object.entries(asked))
        if (tensor !== null) (tensor.data as Float32Array).set(results[name]!.data as Float32Array);
      return results;
    },
  };
}
