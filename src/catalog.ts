import type { Schema } from "./core/index.ts";
import { stopping } from "./decide/index.ts";
import * as losses from "./loss/index.ts";
import * as layers from "./nn/index.ts";
import * as optim from "./optim/index.ts";
import * as penalties from "./penalty/index.ts";
import * as metrics from "./train/metrics/index.ts";

/** What kind of member it is: the folder that it lives in. */
export type MemberKind =
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
  | "metric";

/** What lists, help, docs, searches and contract tests know of a member. */
export interface Member {
  readonly kind: MemberKind;
  readonly name: string;
  readonly doc: string;
  readonly paper?: string;
  readonly settings: Schema;
}

interface Definition {
  readonly name: string;
  readonly doc: string;
  readonly paper?: string;
  readonly settings?: Schema;
}

/** Exports of an index file that carry a definition; helpers without one are not members. */
function membersOf(kind: MemberKind, exported: Readonly<Record<string, unknown>>): Member[] {
  return Object.values(exported).flatMap((member) => {
    if ((typeof member !== "function" && typeof member !== "object") || member === null) return [];
    const { definition } = member as { readonly definition?: Definition };
    if (definition === undefined) return [];
    const { name, doc, paper, settings = {} } = definition;
    return [{ kind, name, doc, settings, ...(paper === undefined ? {} : { paper }) }];
  });
}

const { averaging, constraint, gradient, schedule, sharpness, ...optimizers } = optim;

/** Every member of every folder, gathered from the index files: nothing is listed twice. */
export const catalog: readonly Member[] = [
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
  ...membersOf(
    "metric",
    Object.fromEntries(Object.entries(metrics).map(([name, definition]) => [name, { definition }])),
  ),
];
