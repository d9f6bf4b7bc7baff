import { createRuntime } from "../../../src/browser.ts";
import { trainAll } from "../jobs.ts";

self.onmessage = async ({ data: { epochs, without } }) => {
  try {
    if (without === "SIMD") WebAssembly.validate = () => false;
    const runtime = await createRuntime(without === "kernels" ? { kernels: "missing.wasm" } : {});
    self.postMessage({ losses: await trainAll(runtime, epochs) });
  } catch (error) {
    self.postMessage({ error: error.toText?.() ?? String(error) });
  }
};
