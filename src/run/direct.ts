import type { NativeSession } from "./backend.ts";
import type { Ort } from "./ort.ts";

// ONNX Runtime's binding for Node below its public interface, whose session goes through the event loop for every run, looks every
// name and option up again and makes results anew: a quarter of a step of 10-100-100-1.

/** What is used of `onnxruntime-node/dist/binding.js` (1.30). */
interface Binding {
  readonly initOrt: () => void;
  readonly binding: { readonly InferenceSession: new () => Direct };
}

interface Direct {
  readonly outputMetadata: readonly { readonly name: string }[];
  loadModel(
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
    options: Ort.InferenceSession.SessionOptions,
  ): void;
  run(
    feeds: Ort.InferenceSession.FeedsType,
    fetches: Ort.InferenceSession.NullableOnnxValueMapType,
  ): Ort.InferenceSession.ReturnType;
  dispose(): void;
}

/** What the binding reads of a tensor: a plain object, whose properties it reads in half the time of a class's getters. */
export class PlainTensor {
  readonly location = "cpu";
  readonly type: string;
  readonly data: unknown;
  readonly dims: readonly number[];

  constructor(type: string, data: unknown, dims: readonly number[]) {
    this.type = type;
    this.data = data;
    this.dims = dims;
  }
}

/** Runs block the event loop anyway; between them it gets its turn at least so often, in milliseconds. */
const TURN = 8;
let turned = Number.NEGATIVE_INFINITY;

/** Makes sessions; undefined where the library has no such binding. */
export async function directBinding(): Promise<
  ((bytes: Uint8Array, options: Ort.InferenceSession.SessionOptions) => NativeSession) | undefined
> {
  const found = await import("onnxruntime-node/dist/binding.js" as string).catch(() => undefined);
  const { initOrt, binding } = ((found as { default?: Binding } | undefined)?.default ??
    found ??
    {}) as Partial<Binding>;
  const create = binding?.InferenceSession;
  const asExpected = ["loadModel", "run", "dispose", "outputMetadata"].every(
    (name) => name in (create?.prototype ?? {}),
  );
  if (create === undefined || initOrt === undefined || !asExpected) return undefined;
  return (bytes, options) => {
    initOrt();
    const session = new create();
    session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, options);
    return {
      outputNames: session.outputMetadata.map(({ name }) => name),
      run: (feeds, fetches) =>
        performance.now() - turned < TURN ? bare(session, feeds, fetches) : later(session, feeds, fetches),
      release: () => Promise.resolve(session.dispose()),
    };
  };
}

type Given = readonly [session: Direct, ...Parameters<Direct["run"]>];

/** A run whose failure tells no stack: making one takes as long as the error itself. */
function bare(...[session, feeds, fetches]: Given): Ort.InferenceSession.ReturnType {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return session.run(feeds, fetches);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function later(...given: Given): Promise<Ort.InferenceSession.ReturnType> {
  await new Promise(setImmediate);
  turned = performance.now();
  return bare(...given);
}
