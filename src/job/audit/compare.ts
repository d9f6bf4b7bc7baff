import { invariant, RegularizeError } from "../../core/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { type Asking, askOnce } from "../queue/askOnce.ts";
import { showSteps } from "../augment/steps.ts";
import { usualAugment } from "../ladder.ts";
import { notice } from "../notices.ts";
import type { Fold, Input } from "../prepare.ts";
import type { Order } from "../queue/protocol.ts";
import type { Recipe } from "../recipe.ts";
import type { CompareOptions, LadderAudit, NoticeEvent } from "../types.ts";

type AuditOrder = Extract<Order, { type: "audit" }>;

/** The augmentation that a comparison tries, and what its audit said; no audit where there is nothing to audit. */
export interface Chosen {
  readonly augment: Recipe["augment"];
  readonly audit?: LadderAudit;
}

/**
 * Chooses the augmentation of a comparison: what the user named, else what is usual for the data, each without the steps that
 * labels do not survive. A process of its own trains and asks the clean model. Steps of tables mix targets too: there is
 * nothing to audit.
 */
export async function chooseAugment(
  { input }: Fold<Input>,
  { metric, ...where }: Omit<Asking, "options"> & { readonly metric: Metric },
  options: CompareOptions,
): Promise<Chosen> {
  const steps = options.augment ?? usualAugment(input.kind);
  if (steps.length === 0 || input.kind === "table") return { augment: steps };
  const order: AuditOrder = { type: "audit", steps, base: options.base ?? {}, metric: metric.name };
  const answer = await askOnce(order, { ...where, options });
  if (answer?.type === "error") throw new RegularizeError(answer.error);
  invariant(answer?.type === "audit", "an audit was answered as something else");
  return { augment: answer.audit.steps, audit: answer.audit };
}

/** What was chosen, and what was left out and why. */
export function augmentNotices({ augment, audit }: Chosen): NoticeEvent[] {
  if (audit === undefined) return [];
  const rows = audit.rows.toLocaleString("en-US");
  const what = augment.length === 0 ? "none: labels survive none of what was tried" : showSteps(augment);
  return [
    notice("model", `augmentation ${what}, audited on ${rows} validation rows (change: --augment)`),
    ...audit.leftOut.map(({ name, why }) => notice("warning", `${name} left out of the augmentation: ${why}`)),
  ];
}
