import { join } from "node:path";
import { z } from "zod";
import { RegularizeError } from "../core/index.ts";
import type { Checkpoint } from "../train/loop.ts";
import type { NamedTensor, Snapshot } from "../train/state.ts";
import { sha256 } from "./folder/manifest.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors/index.ts";
import { atomicWrite } from "./storage/atomic.ts";
import { type Disk, nodeDisk } from "./storage/disk.ts";
import { systemCode } from "./storage/failure.ts";

/** Where checkpoints are kept: the newest two, so that a damaged one leaves another. */
export interface CheckpointStore {
  save(checkpoint: Checkpoint): Promise<void>;
  /** The newest one that is whole, and what was wrong with newer ones; undefined when there is none at all. */
  latest(): Promise<{ readonly checkpoint: Checkpoint; readonly warnings: readonly string[] } | undefined>;
}

const entrySchema = z.strictObject({
  file: z.string().regex(/^step-\d+-[0-9a-f]{8}\.safetensors$/u),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});
const listSchema = z.strictObject({ v: z.literal(1), checkpoints: z.array(entrySchema).max(2) });
type Entry = z.infer<typeof entrySchema>;

const LIST = "checkpoints.json";
const KEEP = 2;

/** The checkpoints of a run folder: `checkpoints/step-N-HASH.safetensors`, and `checkpoints.json` with their SHA-256. */
export async function openCheckpoints(
  folder: string,
  { fs = nodeDisk }: { readonly fs?: Disk } = {},
): Promise<CheckpointStore> {
  const path = join(folder, "checkpoints");
  await fs.makeFolder(path).catch((error: unknown) => {
    if (systemCode(error) !== "EEXIST") throw error;
  });
  let known = await readList(fs, path);
  return {
    save: async (checkpoint) => {
      const bytes = encode(checkpoint);
      const hash = sha256(bytes);
      // The name has a part of the hash, so that no save overwrites a file that is listed with another content.
      const file = `step-${checkpoint.trainer.steps}-${hash.slice(0, 8)}.safetensors`;
      await atomicWrite(join(path, file), bytes, { fs });
      const others = known.filter((other) => other.file !== file);
      const listed = [{ file, bytes: bytes.length, sha256: hash }, ...others].slice(0, KEEP);
      await atomicWrite(join(path, LIST), `${JSON.stringify({ v: 1, checkpoints: listed })}\n`, { fs });
      known = listed;
      await tidy(fs, path, listed);
    },
    latest: () => newestWhole(fs, path, known),
  };
}

async function readList(fs: Disk, path: string): Promise<readonly Entry[]> {
  let text: string;
  try {
    text = new TextDecoder().decode(await fs.read(join(path, LIST)));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
  try {
    return listSchema.parse(JSON.parse(text)).checkpoints;
  } catch (cause) {
    throw new RegularizeError({
      code: "E844",
      where: join("checkpoints", LIST),
      message: "The list of checkpoints is damaged",
      todo: "train again from the start: nothing vouches for these checkpoints",
      cause,
    });
  }
}

/** Removes what no list names: older checkpoints, and what a kill left behind. */
async function tidy(fs: Disk, path: string, listed: readonly Entry[]): Promise<void> {
  for (const name of await fs.list(path))
    if (name !== LIST && !listed.some(({ file }) => file === name))
      await fs.unlink(join(path, name)).catch(() => undefined);
}

async function newestWhole(fs: Disk, path: string, known: readonly Entry[]): ReturnType<CheckpointStore["latest"]> {
  const warnings: string[] = [];
  for (const entry of known) {
    const bytes = await fs.read(join(path, entry.file)).catch(() => undefined);
    if (bytes?.length === entry.bytes && sha256(bytes) === entry.sha256) return { checkpoint: decode(bytes), warnings };
    const found =
      bytes === undefined
        ? "missing"
        : bytes.length === entry.bytes
          ? "changed"
          : `cut to ${bytes.length} of ${entry.bytes} bytes`;
    warnings.push(`checkpoint ${entry.file} is ${found}: going back one`);
  }
  if (known.length === 0) return undefined;
  throw new RegularizeError({
    code: "E844",
    where: "checkpoints",
    message: "No checkpoint of this run is whole",
    details: warnings,
    todo: "train again from the start",
  });
}

const tensor = (data: Float32Array): NamedTensor => ({ shape: [data.length], data });

function encode({ loop, trainer, kept, best }: Checkpoint): Uint8Array {
  const tensors = {
    ...{ state: tensor(trainer.state), slots: tensor(trainer.slots) },
    ...(kept === undefined ? {} : { "kept.state": tensor(kept.state), "kept.slots": tensor(kept.slots) }),
    ...(best === undefined ? {} : { "best.state": tensor(best.state), "best.slots": tensor(best.slots) }),
  };
  const steps = { trainer: trainer.steps, kept: kept?.steps, best: best?.steps };
  return encodeSafetensors(tensors, { loop: toJson(loop), steps: JSON.stringify(steps) });
}

function decode(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata = {} } = decodeSafetensors(bytes);
  const steps = JSON.parse(metadata["steps"]!) as { trainer: number; kept?: number; best?: number };
  const snapshot = (prefix: string, n: number): Snapshot => ({
    state: tensors[`${prefix}state`]!.data,
    slots: tensors[`${prefix}slots`]!.data,
    steps: n,
  });
  return {
    loop: fromJson(metadata["loop"]!) as Checkpoint["loop"],
    trainer: snapshot("", steps.trainer),
    kept: steps.kept === undefined ? undefined : snapshot("kept.", steps.kept),
    ...(steps.best === undefined ? {} : { best: snapshot("best.", steps.best) }),
  };
}

/** JSON that keeps NaN and infinities, which states of schedules may hold. */
const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === "number" && !Number.isFinite(v) ? { number: String(v) } : v));
const fromJson = (text: string): unknown =>
  JSON.parse(text, (_, v: unknown) =>
    typeof v === "object" && v !== null && "number" in v && typeof v.number === "string" ? Number(v.number) : v,
  );
