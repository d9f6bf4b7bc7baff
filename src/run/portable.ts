import type { Fed, NativeSession } from "./backend.ts";
import type { Ort } from "./ort.ts";
import type { RunTensor } from "./slots.ts";

/** What is used of ONNX Runtime's interface for JavaScript, in Node and in browsers. */
export type Library = Pick<typeof Ort, "InferenceSession" | "Tensor">;

/** A session of the library's public interface. It leaves outputs in memory of its own: they are copied into what was bound. */
export function portable({ Tensor }: Library, session: Ort.InferenceSession): NativeSession {
  const tensors = (fed: Fed): Record<string, Ort.Tensor> =>
    Object.fromEntries(
      Object.entries(fed).map(([name, { type, data, dims }]) => [
        name,
        new Tensor(type as "float32", data as Float32Array, dims),
      ]),
    );
  return {
    bind: (feeds, fetches) => {
      const [given, names] = [tensors(feeds), Object.keys(fetches)];
      return async () => {
        const results = await session.run(given, names);
        for (const name of names) (fetches[name]!.data as Float32Array).set(results[name]!.data as Float32Array);
      };
    },
    run: async (feeds, names) => (await session.run(tensors(feeds), names)) as unknown as Record<string, RunTensor>,
    release: () => session.release(),
  };
}
