import { chartsOf, type ReportEvidence, svgDocument, svgToPng } from "../../observe/index.ts";
import { evidenceOf } from "./evidence.ts";
import type { Asked, KeptModel } from "./kept.ts";

/** A report that waits for what is counted when the run is saved. */
export interface Draft extends Partial<Asked> {
  readonly render: (evidence: ReportEvidence) => string;
  /** Its charts are written as pictures too. */
  readonly png?: boolean;
}

/** `report.html`, and where they are wanted its charts as `chart-NAME.png`. */
export async function reportFiles(
  { render, png = false, part = "test", ...asked }: Draft,
  kept: KeptModel,
): Promise<Record<string, string | Uint8Array>> {
  const page = render(await evidenceOf(kept, { part, ...asked }));
  return { "report.html": page, ...(png ? await picturesOf(page) : {}) };
}

/** Whether a file of a run's folder is one of these pictures. */
export const isChart = (name: string): boolean => /^chart-[a-z0-9-]+\.png$/u.test(name);

/** The charts of a report as files, one after the other: each takes some megabytes while it is drawn. */
async function picturesOf(page: string): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const chart of chartsOf(page)) files[`chart-${chart.name}.png`] = await svgToPng(svgDocument(chart));
  return files;
}
