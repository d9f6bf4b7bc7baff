import type { Fed, NativeSession } from "../backend.ts";
import { CONFIG } from "../ort.ts";
import type { RunTensor } from "../slots.ts";
import { type Native, POINTER, type Pointer, SILENT } from "./library.ts";

const ALL_OPTIMIZATIONS = 99;

/** Element types by ONNX Runtime's names, with the library's numbers. */
const TYPES = {
  float32: { number: 1, array: Float32Array },
  uint8: { number: 2, array: Uint8Array },
  int64: { number: 7, array: BigInt64Array },
  bool: { number: 9, array: Uint8Array },
} as const;

/** Runs block the event loop; between them it gets its turn at least so often, in milliseconds. */
const TURN = 8;
let turned = Number.NEGATIVE_INFINITY;

/** A session by the C interface: over bound arrays a run is one call with what lies ready. */
export function createSession(native: Native, bytes: Uint8Array, threads: number): NativeSession {
  const session = opened(native, bytes, threads);
  const names = new Names(native);
  return {
    bind: (feeds, fetches) => {
      const values = new Values(native, names, feeds, Object.entries(fetches));
      forgotten.register(values, { native, pointers: values.pointers });
      const run = (): void => values.run(session);
      return () => {
        if (performance.now() - turned < TURN) return run();
        return new Promise<void>(setImmediate).then(() => {
          turned = performance.now();
          run();
        });
      };
    },
    run: (feeds, asked) => {
      const made = asked.map((name) => [name, undefined] as const);
      const values = new Values(native, names, feeds, made);
      try {
        values.run(session);
        return Object.fromEntries(asked.map((name, i) => [name, copyOf(native, values.output(i))]));
      } finally {
        release(native, values.pointers);
      }
    },
    release: async () => void native.api.ReleaseSession(session),
  };
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
    for (const [key, value] of Object.entries(CONFIG)) check(api.AddSessionConfigEntry(options, key, value));
    return made((place) => api.CreateSessionFromArray(native.environment, bytes, bytes.length, options, place));
  } finally {
    api.ReleaseSessionOptions(options);
  }
}

/** Tensors of the library over arrays, as a run takes them. */
class Values {
  /** Those of the inputs, then those of the outputs: 0n where the library makes it. They refer to the arrays, which this refers to. */
  readonly pointers: BigUint64Array;
  readonly #native: Native;
  readonly #given: readonly [Pointer, Pointer, number, Pointer, number, Pointer];
  readonly #inputs: number;
  readonly kept: readonly unknown[];

  constructor(
    native: Native,
    names: Names,
    feeds: Fed,
    fetches: readonly (readonly [string, RunTensor | undefined])[],
  ) {
    const inputs = Object.entries(feeds);
    const count = inputs.length;
    this.pointers = new BigUint64Array(count + fetches.length);
    for (let i = 0; i < count; i++) this.pointers[i] = valueOver(native, inputs[i]![1]);
    for (let i = 0; i < fetches.length; i++) {
      const tensor = fetches[i]![1];
      if (tensor !== undefined) this.pointers[count + i] = valueOver(native, tensor);
    }
    const start = native.addressOf(this.pointers);
    const [fed, fetched] = [names.of(inputs), names.of(fetches)];
    this.#given = [fed, start, count, fetched, fetches.length, start + BigInt(count * POINTER)];
    this.#native = native;
    this.#inputs = count;
    this.kept = [feeds, fetches];
  }

  run(session: Pointer): void {
    this.#native.check(this.#native.api.Run(session, null, ...this.#given));
  }

  output(i: number): Pointer {
    return this.pointers[this.#inputs + i]!;
  }
}

function release({ api }: Native, pointers: BigUint64Array): void {
  for (const value of pointers) if (value !== 0n) api.ReleaseValue(value);
}

/** Arrays that nothing refers to any more give back their tensors. */
const forgotten = new FinalizationRegistry<{ native: Native; pointers: BigUint64Array }>(({ native, pointers }) =>
  release(native, pointers),
);

/** A library's tensor over the caller's array: nothing is copied. */
function valueOver({ api, memory, addressOf, made }: Native, { type, data, dims }: RunTensor): Pointer {
  const view = data as Float32Array;
  for (let i = 0; i < dims.length; i++) SHAPE[i] = BigInt(dims[i]!);
  const { number } = TYPES[type as keyof typeof TYPES];
  const start = addressOf(view.length === 0 ? NOTHING : view);
  return made((place) =>
    api.CreateTensorWithDataAsOrtValue(memory, start, view.byteLength, SHAPE, dims.length, number, place),
  );
}

/** Where a shape is handed over; no tensor has more axes. */
const SHAPE = new BigInt64Array(16);

/** What a tensor without entries lies over. */
const NOTHING = new Uint8Array(8);

/** Lists of names as the library takes them: tables of pointers, kept for as long as the session. */
class Names {
  readonly #native: Native;
  readonly #tables = new Map<string, { at: Pointer; table: BigUint64Array; bytes: readonly Uint8Array[] }>();

  constructor(native: Native) {
    this.#native = native;
  }

  of(entries: readonly (readonly [string, unknown])[]): Pointer {
    let key = "";
    for (const [name] of entries) key += `${name}\0`;
    const known = this.#tables.get(key);
    if (known !== undefined) return known.at;
    const { addressOf } = this.#native;
    const bytes = entries.map(([name]) => new TextEncoder().encode(`${name}\0`));
    const table = BigUint64Array.from(bytes, addressOf);
    const at = addressOf(table);
    this.#tables.set(key, { at, table, bytes });
    return at;
  }
}

/** A tensor of the library's as an array of our own. */
function copyOf({ api, check, made, bytesAt }: Native, value: Pointer): RunTensor {
  const info = made((place) => api.GetTensorTypeAndShape(value, place));
  try {
    const [number, rank] = [new Int32Array(1), new BigUint64Array(1)];
    check(api.GetTensorElementType(info, number));
    check(api.GetDimensionsCount(info, rank));
    const shape = new BigInt64Array(Number(rank[0]));
    if (shape.length > 0) check(api.GetDimensions(info, shape, shape.length));
    const dims = [...shape].map(Number);
    const [type, { array }] = Object.entries(TYPES).find(([, known]) => known.number === number[0])!;
    const length = array.BYTES_PER_ELEMENT * dims.reduce((n, d) => n * d, 1);
    const start = made((place) => api.GetTensorMutableData(value, place));
    const bytes = length === 0 ? new ArrayBuffer(0) : bytesAt(start, length).slice(0);
    return { type, data: new array(bytes), dims };
  } finally {
    api.ReleaseTensorTypeAndShapeInfo(info);
  }
}
