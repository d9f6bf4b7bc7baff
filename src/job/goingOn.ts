import { hashOf, openSource } from "../data/source.ts";
import { otherData } from "./fitJob.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { kindOf } from "./source/kinds.ts";
import type { DataOptions } from "./types.ts";
import { VERSION } from "./version.ts";

/** What is told when another version began; `digits` of what may differ. */
export const otherVersion = (what: "run" | "study", version: string, digits: "scores" | "the weights"): string =>
  `the ${what} began with version ${version}, this is ${VERSION}: the last digits of ${digits} may differ`;

interface Begun {
  readonly sha256: string;
}

/** E846 before anything is made of a file: other data may fail in ways that tell nothing of the cause. Images hash as they are read. */
export async function refuseOther(options: DataOptions, job: Begun): Promise<void> {
  if ((await kindOf(options)) === "image") return;
  const hash = await hashOf(await openSource(options.data));
  if (hash !== job.sha256) throw otherData(options.data, job, hash);
}

/** Reads the data that a job began with. Throws E846 when it is another, and as `prepare`. */
export async function prepareSame(options: DataOptions, seed: number, job: Begun): Promise<Prepared> {
  await refuseOther(options, job);
  const prepared = await prepare(options, seed);
  if (prepared.data.hash !== job.sha256) throw otherData(options.data, job, prepared.data.hash);
  return prepared;
}
