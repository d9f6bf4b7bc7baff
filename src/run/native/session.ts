import type { Fed, NativeSession, RunTensor } from "../backend.ts";
import { SPIN_MICROSECONDS } from "../ort.ts";
import { type Native, type Pointer, SILENT } from "./library.ts";

const ALL_OPTIMIZATIONS = 99;

/** Element types by the library's numbers. */
const TYPES = { float32: 1, uint8: 2, int64: 7, bool: 9 } as const;
const ARRAYS: Readonly<
  Record<number, { readonly size: number; readonly of: (bytes: ArrayBuffer) => RunTensor["data"] }>
> = {
  [TYPES.float32]: { size: 4, of: (bytes) => new Float32Array(bytes) },
  [TYPES.uint8]: { size: 1, of: (bytes) => new Uint8Array(bytes) },
  [TYPES.int64]: { size: 8, of: (bytes) => new BigInt64Array(bytes) },
  [TYPES.bool]: { size: 1, of: (bytes) => new Uint8Array(bytes) },
};

/** Runs block the event loop; between them it gets its turn at least so often, in milliseconds. */
const TURN = 8;
let turned = Number.NEGATIVE_INFINITY;

/** A session by the C interface: over bound arrays a run is one call with what lies ready. */
export function createSession(native: Native, bytes: Uint8Array, threads: number): NativeSession {
  const session = opened(native, bytes, threads);
  return {
    bind: (feeds, fetches) => {
      const values = new Values(native, feeds, fetches);
      forgotten.register(values, { native, pointers: values.owned });
      const run = (): void => native.check(native.api.Run(session, null, ...values.given));
      return () => {
        if (performance.now() - turned < TURN) return run();
        return new Promise<void>(setImmediate).then(() => {
          turned = performance.now();
          run();
        });
      };
    },
    run: (feeds, names) => once(native, session, feeds, names),
    release: async () => void native.api.ReleaseSession(session),
  };
}

/** What ran once: its outputs are copied out of the library's memory. */
function once(native: Native, session: Pointer, feeds: Fed, names: readonly string[]): Record<string, RunTensor> {
  const values = new Values(native, feeds, Object.fromEntries(names.map((name) => [name, undefined])));
  try {
    native.check(native.api.Run(session, null, ...values.given));
    return Object.fromEntries(names.map((name, i) => [name, copyOf(native, values.outputs[i]!)]));
  } finally {
    for (const value of [...values.owned, ...values.outputs.filter((v) => v !== 0n)]) native.api.ReleaseValue(value);
  }
}

function opened(native: Native, bytes: Uint8Array, threads: number): Pointer {
  const { api, check, made } = native;
  const options = made((place) => api.CreateSessionOptions(place));
  try {
    check(api.SetSessionGraphOptimizationLevel(options, ALL_OPTIMIZATIONS));
    check(api.SetSessionLogSeverityLevel(options, SILENT));
    check(api.SetIntraOpNumThreads(options, threads));
    check(api.SetInterOpNumThreads(options, 1));
    check(api.EnableCpuMemArena(options));
    check(api.EnableMemPattern(options));
    check(api.AddSessionConfigEntry(options, "session.set_denormal_as_zero", "1"));
    check(api.AddSessionConfigEntry(options, "session.intra_op.allow_spinning", "1"));
    check(api.AddSessionConfigEntry(options, "session.intra_op.spin_duration_us", SPIN_MICROSECONDS));
    return made((place) => api.CreateSessionFromArray(native.environment, bytes, bytes.length, options, place));
  } finally {
    api.ReleaseSessionOptions(options);
  }
}

/** Tensors of the library over arrays, with their names, as a run takes them. */
class Values {
  /** Those made here. They refer to the arrays, which this refers to. */
  readonly owned: readonly Pointer[];
  /** One for each output, in order; 0n where the library makes it. */
  readonly outputs: BigUint64Array;
  /** Names and tensors of the inputs, their number, names of the outputs, their number, their tensors. */
  readonly given: readonly [Pointer, Pointer, number, Pointer, number, Pointer];
  readonly kept: readonly unknown[];

  constructor(native: Native, feeds: Fed, fetches: Readonly<Record<string, RunTensor | undefined>>) {
    const over = (tensor: RunTensor | undefined): Pointer => (tensor === undefined ? 0n : valueOver(native, tensor));
    const inputs = BigUint64Array.from(Object.values(feeds), over);
    this.outputs = BigUint64Array.from(Object.values(fetches), over);
    this.owned = [...inputs, ...this.outputs].filter((value) => value !== 0n);
    const [fed, fetched] = [namesOf(native, Object.keys(feeds)), namesOf(native, Object.keys(fetches))];
    const at = (view: BigUint64Array): Pointer => native.addressOf(view);
    this.given = [at(fed.table), at(inputs), inputs.length, at(fetched.table), this.outputs.length, at(this.outputs)];
    this.kept = [feeds, fetches, fed, fetched, inputs];
  }
}

/** Arrays that nothing refers to any more give back their tensors. */
const forgotten = new FinalizationRegistry<{ native: Native; pointers: readonly Pointer[] }>(({ native, pointers }) => {
  for (const value of pointers) native.api.ReleaseValue(value);
});

/** A library's tensor over the caller's array: nothing is copied. */
function valueOver({ api, memory, addressOf, made }: Native, { type, data, dims }: RunTensor): Pointer {
  const view = data as Float32Array;
  const shape = BigInt64Array.from(dims, BigInt);
  const number = TYPES[type as keyof typeof TYPES];
  const start = view.length === 0 ? NOTHING : view;
  return made((place) =>
    api.CreateTensorWithDataAsOrtValue(memory, addressOf(start), view.byteLength, shape, shape.length, number, place),
  );
}

/** What a tensor without entries lies over. */
const NOTHING = new Uint8Array(8);

/** Names as the library takes them, and the bytes that they lie in. */
function namesOf(native: Native, names: readonly string[]): { table: BigUint64Array; bytes: readonly Uint8Array[] } {
  const bytes = names.map((name) => new TextEncoder().encode(`${name}\0`));
  return { table: BigUint64Array.from(bytes, (name) => native.addressOf(name)), bytes };
}

/** A tensor of the library's as an array of our own. */
function copyOf({ api, check, made, bytesAt }: Native, value: Pointer): RunTensor {
  const info = made((place) => api.GetTensorTypeAndShape(value, place));
  try {
    const [type, rank] = [new Int32Array(1), new BigUint64Array(1)];
    check(api.GetTensorElementType(info, type));
    check(api.GetDimensionsCount(info, rank));
    const shape = new BigInt64Array(Number(rank[0]));
    if (shape.length > 0) check(api.GetDimensions(info, shape, shape.length));
    const dims = [...shape].map(Number);
    const { size, of } = ARRAYS[type[0]!]!;
    const length = size * dims.reduce((n, d) => n * d, 1);
    const start = made((place) => api.GetTensorMutableData(value, place));
    const bytes = length === 0 ? new ArrayBuffer(0) : bytesAt(start, length).slice(0);
    const name = Object.keys(TYPES).find((key) => TYPES[key as keyof typeof TYPES] === type[0])!;
    return { type: name, data: of(bytes), dims };
  } finally {
    api.ReleaseTensorTypeAndShapeInfo(info);
  }
}
