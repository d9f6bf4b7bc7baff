import { RegularizeError } from "../core/index.ts";
import { bindKernels } from "./bind.ts";
import type { Kernels } from "./kernels.ts";
import type { View } from "./place.ts";
import type { Raw } from "./raw.ts";

/** Floats between two starts: 64 bytes, a cache line. */
const LINE = 16;
const PAGE = 65536;
/** The first page belongs to the kernels; the last one stays unused so that no end address wraps to 0. */
const MOST_BYTES = 65534 * PAGE;

/** One WebAssembly memory of fixed size. Its views are what ONNX Runtime reads and writes and what the kernels work on. */
export interface KernelMemory {
  readonly kernels: Kernels;
  /** Capacity in bytes. */
  readonly bytes: number;
  /** Bytes not yet handed out. */
  readonly free: number;
  /** A new view of `n` zeros that starts on a 64-byte boundary, for as long as the memory lives. Throws E510 when full. */
  readonly floats: (n: number) => Float32Array;
  /** The same for integers of 32 bits, which count as floats in `roomFor`, */
  readonly ints: (n: number) => Int32Array;
  /** for doubles, which count twice, */
  readonly doubles: (n: number) => Float64Array;
  /** and for integers of 16 bits, which count as half. */
  readonly shorts: (n: number) => Int16Array;
  /** Whether a view lies on this memory, so that its kernels accept it. */
  readonly owns: (view: View) => boolean;
}

/** The floats of memory that views of these lengths take, padding included. */
export const roomFor = (...lengths: readonly number[]): number =>
  lengths.reduce((total, n) => total + Math.ceil(n / LINE) * LINE, 0);

/** In a form that bundlers know: they copy the file and write its new address here. */
const KERNELS = new URL("../../build/kernels.wasm", import.meta.url);

let compiled: WebAssembly.Module | undefined;

/** The kernels, compiled once per process. */
function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readKernels());
  return compiled;
}

/** From the disk, where there is Node: a bundle for browsers needs no substitute for its modules. */
function readKernels(): Uint8Array<ArrayBuffer> {
  const files = globalThis.process?.getBuiltinModule?.("node:fs");
  if (files !== undefined) return files.readFileSync(KERNELS);
  throw new RegularizeError({
    code: "E515",
    message: "The kernels are not here yet",
    todo: "await createRuntime() first: in a browser it fetches them",
  });
}

/** Fetches the kernels where no file can be read, once. Throws E516 when they cannot be had. */
export async function fetchKernels(url: URL | string = KERNELS): Promise<void> {
  if (compiled !== undefined) return;
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    compiled ??= await WebAssembly.compile(new Uint8Array(await answer.arrayBuffer()));
  } catch (cause) {
    const message = "The kernels (kernels.wasm) cannot be fetched";
    const todo = "serve build/kernels.wasm with the page, at the address that createRuntime({ kernels }) names";
    throw new RegularizeError({ code: "E516", where: String(url), message, todo, cause });
  }
}

function allocate(bytes: number): WebAssembly.Memory {
  const pages = 1 + Math.ceil(bytes / PAGE);
  try {
    if (bytes > MOST_BYTES) throw new RangeError(`more than ${MOST_BYTES} bytes`);
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    throw new RegularizeError({
      code: "E511",
      message: "The memory for parameters, gradients and optimizer slots cannot be allocated",
      expected: `${bytes} bytes`,
      received: cause instanceof Error ? cause.message : String(cause),
      todo: "use a smaller model or batch, or fewer trials in one process",
      cause,
    });
  }
}

function full(needed: number, free: number): RegularizeError {
  return new RegularizeError({
    code: "E510",
    message: "The kernel memory is full",
    expected: `${needed} bytes`,
    received: `${free} bytes free`,
    todo: "size it with roomFor(...lengths): every view is padded to 64 bytes",
  });
}

function foreign(): RegularizeError {
  return new RegularizeError({
    code: "E910",
    message: "Internal: a kernel was given an array outside its memory",
    expected: "a view from floats() of the same memory",
    todo: "please report it",
  });
}

/** A memory for `floats` floats and an instance of the kernels on it. It never grows: growing would detach every view. */
export function createMemory({ floats }: { readonly floats: number }): KernelMemory {
  const bytes = roomFor(floats) * 4;
  const memory = allocate(bytes);
  const { buffer } = memory;
  const { exports } = new WebAssembly.Instance(kernelModule(), { env: { memory } });
  const locate = (view: View): number => {
    if (view.buffer !== buffer) throw foreign();
    return view.byteOffset;
  };
  let used = 0;
  const take = (n: number): number => {
    const needed = roomFor(n) * 4;
    if (needed > bytes - used) throw full(needed, bytes - used);
    used += needed;
    return PAGE + used - needed;
  };
  return {
    kernels: bindKernels(exports as unknown as Raw<number>, locate),
    bytes,
    get free() {
      return bytes - used;
    },
    floats: (n) => new Float32Array(buffer, take(n), n),
    ints: (n) => new Int32Array(buffer, take(n), n),
    doubles: (n) => new Float64Array(buffer, take(n * 2), n),
    shorts: (n) => new Int16Array(buffer, take(n / 2), n),
    owns: (view) => view.buffer === buffer,
  };
}
