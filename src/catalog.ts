import { image, tabular, text } from "./augment/index.ts";
import type { Described, Schema } from "./core/index.ts";
import { samplers, stopping } from "./decide/index.ts";
import * as practices from "./decide/practice/index.ts";
import * as losses from "./loss/index.ts";
import * as layers from "./nn/index.ts";
import * as optim from "./optim/index.ts";
import * as penalties from "./penalty/index.ts";
import * as metrics from "./train/metrics/index.ts";

/** What kind of member it is: the folder that it lives in. */
export type MemberKind =
  | "imageAugmentation"
  | "textAugmentation"
  | "tableAugmentation"
  | "layer"
  | "loss"
  | "penalty"
  | "optimizer"
  | "gradient"
  | "constraint"
  | "schedule"
  | "averaging"
  | "sharpness"
  | "stopping"
  | "sampler"
  | "metric"
  | "practice";

/** What lists, help, docs, searches and contract tests know of a member. */
export interface Member extends Described {
  readonly kind: MemberKind;
  readonly settings: Schema;
  /** The setting that a single number means. */
  readonly main?: string;
  /** How to have what is no part of its own, such as weight decay. */
  readonly use?: string;
}

type Definition = Omit<Member, "kind" | "settings"> & { readonly settings?: Schema };

const TOLD = ["paper", "aliases", "advice", "main", "use"] as const;

const byName = (a: Member, b: Member): number => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1);

/** Exports of an index file that carry a definition, by name; helpers without one are not members. */
function membersOf(kind: MemberKind, exported: Readonly<Record<string, unknown>>): Member[] {
  const members = Object.values(exported).flatMap((member): Member[] => {
    if ((typeof member !== "function" && typeof member !== "object") || member === null) return [];
    const { definition } = member as { readonly definition?: Definition };
    if (definition === undefined) return [];
    const { name, doc, settings = {} } = definition;
    const told = TOLD.flatMap((key) => (definition[key] === undefined ? [] : [[key, definition[key]] as const]));
    return [{ kind, name, doc, settings, ...Object.fromEntries(told) }];
  });
  return members.sort(byName);
}

const { averaging, constraint, gradient, schedule, sharpness, ...optimizers } = optim;

/** Every member of every folder, gathered from the index files: nothing is listed twice. */
export const catalog: readonly Member[] = [
  ...membersOf("imageAugmentation", image),
  ...membersOf("textAugmentation", text),
  ...membersOf("tableAugmentation", tabular),
  ...membersOf("layer", layers),
  ...membersOf("loss", losses),
  ...membersOf("penalty", penalties),
  ...membersOf("optimizer", optimizers),
  ...membersOf("gradient", gradient),
  ...membersOf("constraint", constraint),
  ...membersOf("schedule", schedule),
  ...membersOf("averaging", averaging),
  ...membersOf("sharpness", sharpness),
  ...membersOf("stopping", stopping),
  ...membersOf("sampler", samplers),
  ...membersOf(
    "metric",
    Object.fromEntries(Object.entries(metrics).map(([name, definition]) => [name, { definition }])),
  ),
  ...membersOf("practice", practices),
];
