import type { Checkpoint } from "../train/loop.ts";
import type { NamedTensor, Snapshot } from "../train/state.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors/index.ts";

// A checkpoint as a safetensors file: two tensors for each snapshot, the loop's state and step counts as metadata.

const SNAPSHOTS = ["trainer", "kept", "best"] as const;

const tensor = (data: Float32Array): NamedTensor => ({ shape: [data.length], data });

/** The bytes of a checkpoint: the same content gives the same bytes. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const tensors: Record<string, NamedTensor> = {};
  const steps: Record<string, number> = {};
  for (const name of SNAPSHOTS) {
    const snapshot = checkpoint[name];
    if (snapshot === undefined) continue;
    tensors[`${name}.state`] = tensor(snapshot.state);
    tensors[`${name}.slots`] = tensor(snapshot.slots);
    steps[name] = snapshot.steps;
  }
  if (checkpoint.margins !== undefined) tensors["margins"] = tensor(checkpoint.margins);
  return encodeSafetensors(tensors, { loop: toJson(checkpoint.loop), steps: JSON.stringify(steps) });
}

/** Reads what `encodeCheckpoint` wrote; the caller knows that it is that. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata = {} } = decodeSafetensors(bytes);
  const steps = JSON.parse(metadata["steps"]!) as { trainer: number; kept?: number; best?: number };
  const snapshot = (name: (typeof SNAPSHOTS)[number], n: number): Snapshot => ({
    state: tensors[`${name}.state`]!.data,
    slots: tensors[`${name}.slots`]!.data,
    steps: n,
  });
  return {
    loop: fromJson(metadata["loop"]!) as Checkpoint["loop"],
    trainer: snapshot("trainer", steps.trainer),
    kept: steps.kept === undefined ? undefined : snapshot("kept", steps.kept),
    ...(steps.best === undefined ? {} : { best: snapshot("best", steps.best) }),
    ...(tensors["margins"] === undefined ? {} : { margins: tensors["margins"].data }),
  };
}

/** JSON that keeps NaN, infinities and −0, which states of schedules may hold. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    typeof v === "number" && (!Number.isFinite(v) || Object.is(v, -0))
      ? { number: Object.is(v, -0) ? "-0" : String(v) }
      : v,
  );
/** What `toJson` wrote. */
export const fromJson = (text: string): unknown =>
  JSON.parse(text, (_, v: unknown) =>
    typeof v === "object" && v !== null && "number" in v && typeof v.number === "string" ? Number(v.number) : v,
  );
