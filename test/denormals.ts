import { loadOrt, sessionOptions } from "../src/run/ort.ts";

const DONE = Symbol.for("regularize.test.denormals");

/**
 * The first session of a process makes its main thread take denormals for 0, for good. Files that share a process are all tested in that
 * state, which is that of a process that trains, so that none depends on those before it. Bytes that are no model are enough.
 */
if (!Reflect.has(globalThis, DONE)) {
  Reflect.set(globalThis, DONE, true);
  const { InferenceSession } = await loadOrt();
  await InferenceSession.create(new Uint8Array(1), sessionOptions(1)).catch(() => undefined);
  if (process.arch === "x64" && Number.MIN_VALUE > 0) throw new Error("denormals are not 0");
}
