import { readFile } from "node:fs/promises";
import { RegularizeError } from "../core/index.ts";
import type { Backend } from "./backend.ts";
import { channelBlock } from "./blocks.ts";
import { directBinding, PlainTensor } from "./direct.ts";
import { loadOrt, type Ort, sessionOptions } from "./ort.ts";
import { Runtime } from "./runtime.ts";
import { givesMuch, withWritten } from "./written.ts";

export interface RuntimeOptions {
  /** Threads that work on one node together; default 1. */
  readonly threads?: number;
  /** Where programs run; default "cpu". */
  readonly provider?: "cpu";
}

let binding: ReturnType<typeof directBinding> | undefined;

/** The binding below the library, where it is as this package knows it. */
async function direct(): Promise<Awaited<ReturnType<typeof directBinding>>> {
  await loadOrt();
  binding ??= directBinding();
  return binding;
}

/** ONNX Runtime in Node: tensors are the caller's arrays, nothing is copied. */
const cpu: Backend = {
  provider: { name: "cpu", microsoft: true },
  library: async () =>
    (await direct()) === undefined ? loadOrt() : { Tensor: PlainTensor as unknown as typeof Ort.Tensor },
  prepared: (program) => (givesMuch(program) ? withWritten(program) : program.bytes),
  session: async (bytes, threads) => {
    const [create, options] = [await direct(), sessionOptions(threads)];
    return create === undefined ? (await loadOrt()).InferenceSession.create(bytes, options) : create(bytes, options);
  },
  readModel,
};

let blocks: Promise<number | undefined> | undefined;

/** A runtime whose library is loaded. */
export async function createRuntime({ threads }: RuntimeOptions = {}): Promise<Runtime> {
  blocks ??= channelBlock(cpu);
  return new Runtime({ ...cpu, provider: { ...cpu.provider, channelBlock: await blocks } }, threads);
}

async function readModel(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new RegularizeError({ code: "E811", where: path, message: `Cannot read the model ${path}`, cause });
  }
}
