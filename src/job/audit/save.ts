import { basename } from "node:path";
import { renderAudit, type RunFolder } from "../../observe/index.ts";
import { commandOf } from "../command.ts";
import { writeFiles } from "../save.ts";
import { resultText } from "../result.ts";
import type { NoticeEvent } from "../types.ts";
import { VERSION } from "../version.ts";
import type { AuditJobOptions, AuditJobResult } from "./types.ts";

/** Writes the folder of an audit: its result and its report. */
export async function saveAudit(
  folder: RunFolder,
  options: AuditJobOptions,
  result: AuditJobResult,
  notices: readonly NoticeEvent[],
): Promise<void> {
  const { audit, lines, policy, metric, model, seconds } = result;
  const report = renderAudit(
    {
      ...{ lines, metric, model, seconds, rows: audit.rows, guarantee: audit.guarantee },
      ...{ policy: JSON.stringify(policy.steps), run: basename(folder.path) },
    },
    { notices, version: VERSION, command: commandOf(options, "audit") },
  );
  const files = {
    "result.json": resultText(result, folder),
    "report.html": report,
  };
  await writeFiles(folder, "audit", files);
}
