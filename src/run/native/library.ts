import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { withStack } from "../../core/disk.ts";

// ONNX Runtime's C interface, called without its binding for Node: that one makes every tensor, name and output anew for each
// run, which was half of a step of 10-100-100-1. https://onnxruntime.ai/docs/api/c/struct_ort_api.html

/** An address in the process; 0n is null. */
export type Pointer = bigint;

/** Functions by their places in the table, which never change since only its end grows: place, result, parameters. */
const TABLE = {
  GetErrorMessage: [2, "const char*", "void*"],
  CreateEnv: [3, "void*", "int, const char*, void*"],
  CreateSessionFromArray: [8, "void*", "void*, void*, size_t, void*, void*"],
  Run: [9, "void*", "void*, void*, void*, void*, size_t, void*, size_t, void*"],
  CreateSessionOptions: [10, "void*", "void*"],
  EnableMemPattern: [16, "void*", "void*"],
  EnableCpuMemArena: [18, "void*", "void*"],
  SetSessionLogSeverityLevel: [22, "void*", "void*, int"],
  SetSessionGraphOptimizationLevel: [23, "void*", "void*, int"],
  SetIntraOpNumThreads: [24, "void*", "void*, int"],
  SetInterOpNumThreads: [25, "void*", "void*, int"],
  CreateTensorWithDataAsOrtValue: [49, "void*", "void*, void*, size_t, void*, size_t, int, void*"],
  GetTensorMutableData: [51, "void*", "void*, void*"],
  GetTensorElementType: [60, "void*", "void*, void*"],
  GetDimensionsCount: [61, "void*", "void*, void*"],
  GetDimensions: [62, "void*", "void*, void*, size_t"],
  GetTensorTypeAndShape: [65, "void*", "void*, void*"],
  CreateCpuMemoryInfo: [69, "void*", "int, int, void*"],
  ReleaseStatus: [93, "void", "void*"],
  ReleaseSession: [95, "void", "void*"],
  ReleaseValue: [96, "void", "void*"],
  ReleaseTensorTypeAndShapeInfo: [99, "void", "void*"],
  ReleaseSessionOptions: [100, "void", "void*"],
  AddSessionConfigEntry: [130, "void*", "void*, const char*, const char*"],
} as const;

/** The version of the table that is asked for: all of the above is in it, and newer libraries still give it. */
const VERSION = 19;

/** A function by its status: a null pointer is success. */
type Call = (...given: readonly (Pointer | number | string | ArrayBufferView | null)[]) => Pointer;

/** The library, its environment made. */
export interface Native {
  /** What keeps the library in memory: it would go with what it was loaded by. */
  readonly library: unknown;
  readonly api: { readonly [name in keyof typeof TABLE]: Call };
  readonly environment: Pointer;
  /** Where tensors over the caller's arrays lie: the processor's memory. */
  readonly memory: Pointer;
  /** The address of an array's entries, which stay where they are for as long as the array is referred to. */
  readonly addressOf: (view: ArrayBufferView) => Pointer;
  /** The bytes at an address: a view that is valid for as long as they are. */
  readonly bytesAt: (address: Pointer, length: number) => ArrayBuffer;
  /** Throws what the library says where a status is not null. */
  readonly check: (status: Pointer) => void;
  /** What a function writes to the pointer that it is given last. */
  readonly made: (call: (place: BigUint64Array) => Pointer) => Pointer;
}

/** The library; undefined, and a warning, where it cannot be called so: the binding then does the same, slower. */
export async function openNative(): Promise<Native | undefined> {
  try {
    const koffi = withStack((await import("koffi")).default);
    return tableOf(koffi, koffi.load(placeOf()));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    process.emitWarning("ONNX Runtime is called through its binding, which makes small networks slower", { detail });
    return undefined;
  }
}

type Koffi = typeof import("koffi")["default"];

function tableOf(koffi: Koffi, library: ReturnType<Koffi["load"]>): Native {
  const base = library.func("void* OrtGetApiBase()")();
  const read = (place: unknown, [index, result, parameters]: readonly [number, string, string]) =>
    koffi.decode(koffi.decode(place, index * POINTER, "void*"), koffi.proto(result, parameters.split(", ")));
  const table = read(base, [0, "void*", "uint32_t"])(VERSION);
  const api = Object.fromEntries(
    Object.entries(TABLE).map(([name, signature]) => [name, read(table, signature)]),
  ) as Native["api"];
  const check = (status: Pointer): void => {
    if (isNull(status)) return;
    const message = String(api.GetErrorMessage(status));
    api.ReleaseStatus(status);
    throw new Error(message);
  };
  const place = new BigUint64Array(1);
  const made = (call: (place: BigUint64Array) => Pointer): Pointer => {
    check(call(place));
    return place[0]!;
  };
  return {
    library,
    api,
    check,
    made,
    environment: made((place) => api.CreateEnv(SILENT, "regularize", place)),
    memory: made((place) => api.CreateCpuMemoryInfo(DEVICE_ALLOCATOR, DEFAULT_MEMORY, place)),
    addressOf: (view) => BigInt(koffi.address(view)),
    bytesAt: (address, length) => koffi.view(address, length),
  };
}

/** Bytes of an address: ONNX Runtime comes for processors of 64 bits. */
export const POINTER = 8;
const [DEVICE_ALLOCATOR, DEFAULT_MEMORY] = [0, 0];

/** The level of messages at which only what ends the process is told. */
export const SILENT = 4;

const isNull = (pointer: unknown): boolean => pointer === null || pointer === undefined || pointer === 0n;

/** The library's file, which comes with its binding for Node. */
function placeOf(): string {
  const package_ = dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json"));
  const bindings = join(package_, "bin");
  const folders = readdirSync(bindings).map((name) => join(bindings, name, process.platform, process.arch));
  const files = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((f) => join(folder, f)));
  const found = files.find((file) => /(?:lib)?onnxruntime(?:\.so|\.dylib|\.dll|\.\d)[^/\\]*$/u.test(file));
  if (found === undefined) throw new Error(`no library of ONNX Runtime in ${bindings}`);
  return found;
}
