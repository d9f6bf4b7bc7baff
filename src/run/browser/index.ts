import { RegularizeError } from "../../core/index.ts";
import { fetchKernels } from "../../kernel/index.ts";
import type { Backend } from "../backend.ts";
import { Runtime } from "../runtime.ts";
import { checkCapability } from "./capability.ts";
import { createSession, loadOrt } from "./ort.ts";

export { lacking } from "./capability.ts";

export interface BrowserRuntimeOptions {
  /** Address of `ort-wasm-simd-threaded.wasm`; by default where the bundler put it. */
  readonly wasm?: string;
  /** Address of `kernels.wasm`; by default where the bundler put it. */
  readonly kernels?: string | URL;
}

/**
 * A runtime in a browser, best in a worker: ONNX Runtime in WebAssembly, one thread, no header of the server needed.
 * Throws E517 where it cannot run, E516 when a file of it cannot be fetched.
 */
export async function createRuntime({ wasm, kernels }: BrowserRuntimeOptions = {}): Promise<Runtime> {
  checkCapability();
  await Promise.all([loadOrt(wasm), fetchKernels(kernels)]);
  const backend: Backend = {
    provider: { name: "wasm", microsoft: true },
    session: async ({ bytes }) => createSession(await loadOrt(wasm), bytes),
    readModel: fetchModel,
  };
  return new Runtime(backend);
}

async function fetchModel(url: string): Promise<Uint8Array> {
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return new Uint8Array(await answer.arrayBuffer());
  } catch (cause) {
    throw new RegularizeError({ code: "E811", where: url, message: `Cannot fetch the model ${url}`, cause });
  }
}
