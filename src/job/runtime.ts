import { createRuntime, type Runtime } from "../run/index.ts";

/** Works with a runtime of one thread, which is disposed of whatever comes of it. */
export async function withRuntime<T>(work: (runtime: Runtime) => Promise<T>): Promise<T> {
  const runtime = await createRuntime({ threads: 1 });
  try {
    return await work(runtime);
  } finally {
    await runtime.dispose();
  }
}
