import { readFile } from "node:fs/promises";
import { RegularizeError } from "../core/index.ts";
import type { Backend } from "./backend.ts";
import { channelBlock } from "./blocks.ts";
import { createSession, openNative } from "./native/index.ts";
import { loadOrt, muteOrt, sessionOptions } from "./ort.ts";
import { portable } from "./portable.ts";
import { Runtime } from "./runtime.ts";

export interface RuntimeOptions {
  /** Threads that work on one node together; default 1. */
  readonly threads?: number;
  /** Where programs run; default "cpu". */
  readonly provider?: "cpu";
}

let opened: ReturnType<typeof openNative> | undefined;

function native(): ReturnType<typeof openNative> {
  muteOrt();
  opened ??= openNative();
  return opened;
}

/** ONNX Runtime in Node: tensors are the caller's arrays, nothing is copied. Texts go through the library's binding. */
const cpu: Backend = {
  provider: { name: "cpu", microsoft: true },
  session: async ({ bytes, inputs, outputs }, threads) => {
    const hasTexts = [...inputs, ...outputs].some(({ dtype }) => dtype === "string");
    const library = hasTexts ? undefined : await native();
    if (library !== undefined) return createSession(library, bytes, threads);
    const ort = await loadOrt();
    return portable(ort, await ort.InferenceSession.create(bytes, sessionOptions(threads)));
  },
  readModel,
};

let blocks: Promise<number | undefined> | undefined;

/** A runtime whose library is loaded. */
export async function createRuntime({ threads }: RuntimeOptions = {}): Promise<Runtime> {
  blocks ??= channelBlock(cpu);
  const hosts = (await native()) !== undefined;
  return new Runtime({ ...cpu, provider: { ...cpu.provider, channelBlock: await blocks, hosts } }, threads);
}

async function readModel(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new RegularizeError({ code: "E811", where: path, message: `Cannot read the model ${path}`, cause });
  }
}
