import type { AuditJobOptions } from "../../job/audit/audit.ts";
import { auditReport } from "../report/audit.ts";
import { baseOf, DATA, dataOptions, given, stepsOf } from "./data.ts";
import type { CommandDefinition, Context } from "./define.ts";
import { printJob } from "./job.ts";

async function optionsOf(context: Context): Promise<AuditJobOptions> {
  const { seed, metric, relearn, augment, out } = context.values;
  const data = await dataOptions("audit", context);
  const base = baseOf(context, () => true);
  const optional = given({ seed, metric, out, augment: stepsOf(augment) });
  return { ...data, ...optional, base, relearn: relearn !== "no", signal: context.io.signal };
}

export const audit: CommandDefinition = {
  name: "audit",
  summary: "tell which augmentations labels survive, and how strong they may be",
  args: [DATA],
  settings: "audit",
  examples: [
    "regularize audit photos/",
    "regularize audit reviews.csv --target stars --text review",
    "regularize audit photos/ --augment randomVerticalFlip --augment randomRotation=30",
  ],
  run: async (context) => {
    const options = await optionsOf(context);
    await printJob(context, (onEvent) => context.jobs.audit(options, onEvent), auditReport);
  },
};
