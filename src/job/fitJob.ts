import { createHash } from "node:crypto";
import { z } from "zod";
import { RegularizeError } from "../core/index.ts";
import { type Recipe, recipeSchema } from "./recipe.ts";
import type { FitOptions } from "./types.ts";

/** `job.json`: what a run of `fit` was asked to do, so that it can be gone on with. */
export interface FitJob {
  readonly v: 1;
  readonly kind: "fit";
  readonly options: Omit<FitOptions, "signal" | "out" | "recipe" | "base">;
  readonly recipe: Recipe;
  readonly metric: string;
  /** SHA-256 of the data file. */
  readonly sha256: string;
  /** Of this package: the same weights bit for bit are a promise within one version. */
  readonly version: string;
}

const schema = z.strictObject({
  v: z.literal(1),
  kind: z.literal("fit"),
  options: z.looseObject({ data: z.string(), target: z.string().optional() }),
  recipe: recipeSchema,
  metric: z.string(),
  sha256: z.string(),
  version: z.string(),
});

const digest = (body: string): string => createHash("sha256").update(body).digest("hex");

/** The job as a file whose last line is the SHA-256 of the JSON before it. */
export function jobText(job: object): string {
  const body = JSON.stringify(job, null, 2);
  return `${body}\n${digest(body)}\n`;
}

/** What `jobText` wrote. Throws E845 when it was changed: a run is never gone on with under another configuration. */
export function readJobText(text: string, where: string): unknown {
  const lines = text.trimEnd().split("\n");
  const written = lines.pop() ?? "";
  const body = lines.join("\n");
  const isDigest = /^[0-9a-f]{64}$/u.test(written);
  if (!isDigest || digest(body) !== written)
    throw new RegularizeError({
      code: "E845",
      where,
      message: `${where}: the configuration is not the one that the run began with`,
      expected: isDigest ? `SHA-256 ${written}` : "a last line with the SHA-256 of what is above it",
      received: isDigest ? digest(body) : JSON.stringify(written.slice(0, 64)),
      todo: "restore the file, or start a new run",
    });
  return JSON.parse(body);
}

/** E845: a job that was written by a version that this one does not know. */
export const unknownJob = (where: string): RegularizeError =>
  new RegularizeError({
    code: "E845",
    where,
    message: `${where} is not a job that this version knows`,
    todo: "update regularize, or start a new run",
  });

/** Reads `job.json` of a fit. Throws E845 when it was changed. */
export function parseJob(text: string, where: string): FitJob {
  const parsed = schema.safeParse(readJobText(text, where));
  if (parsed.success) return parsed.data as unknown as FitJob;
  throw unknownJob(where);
}

/** E846: the data is not what a run began with. */
export const otherData = (data: string, job: Pick<FitJob, "sha256">, hash: string): RegularizeError =>
  new RegularizeError({
    code: "E846",
    where: data,
    message: `${data} is not the data that the run began with`,
    expected: `SHA-256 ${job.sha256}`,
    received: hash,
    todo: "name the original with --data, or start a new run",
  });
