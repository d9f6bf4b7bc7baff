import type * as Transformers from "@huggingface/transformers";
import { RegularizeError } from "../../core/index.ts";

export type Library = Pick<typeof Transformers, "AutoModelForSeq2SeqLM" | "AutoTokenizer">;

let library: Promise<Library> | undefined;

/**
 * transformers.js, an optional peer, loaded when first needed: models from folders only, silent, and without the telemetry of its ONNX
 * Runtime, which is ours. E290 where it is not installed.
 */
export function loadTransformers(load = () => import("@huggingface/transformers")): Promise<Library> {
  library ??= configured(load).catch((cause: unknown) => {
    library = undefined;
    throw cause;
  });
  return library;
}

async function configured(load: () => Promise<typeof Transformers>): Promise<Library> {
  process.env["ORT_DISABLE_TELEMETRY"] = "1";
  const { env, LogLevel, ...rest } = await load().catch((cause: unknown) => {
    throw new RegularizeError({
      code: "E290",
      message: "Rewriting texts needs the package @huggingface/transformers, which cannot be loaded",
      details: [cause instanceof Error ? cause.message : String(cause)],
      todo: "npm i @huggingface/transformers@4.3.1",
      cause,
    });
  });
  env.allowRemoteModels = false;
  env.logLevel = LogLevel.NONE;
  return rest;
}
