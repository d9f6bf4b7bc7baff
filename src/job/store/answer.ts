import { createHash } from "node:crypto";
import { fromJson, toJson } from "../../observe/checkpointContent.ts";
import { decodeSafetensors, encodeSafetensors } from "../../observe/index.ts";
import type { Answer, Order } from "../queue/protocol.ts";

const NONE = new Float32Array();

/** What an order is known by: everything that decides its answer, beside the data and the seed of the run. */
export const keyOf = (order: Order): string => createHash("sha256").update(JSON.stringify(order)).digest("hex");

/** An answer as a safetensors file: its numbers as metadata, the state of a trial as a tensor. */
export function encodeAnswer(answer: Answer): Uint8Array {
  if (answer.type !== "trial") return encodeSafetensors({}, { answer: toJson(answer) });
  const { state, ...trial } = answer.trial;
  const tensors = state.length === 0 ? {} : { state: { shape: [state.length], data: state } };
  return encodeSafetensors(tensors, { answer: toJson({ ...answer, trial }) });
}

/** Reads what `encodeAnswer` wrote; the caller knows that it is that. */
export function decodeAnswer(bytes: Uint8Array): Answer {
  const { tensors, metadata = {} } = decodeSafetensors(bytes);
  const answer = fromJson(metadata["answer"]!) as Answer;
  if (answer.type !== "trial") return answer;
  return { ...answer, trial: { ...answer.trial, state: tensors["state"]?.data ?? NONE } };
}
