import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type AuditJobEvent, audit } from "../../src/job/audit/audit.ts";
import { scratch, texts } from "./kinds.ts";
import { errorOf } from "./make.ts";

const { at, write } = scratch();
let reviews: string;
beforeAll(() => {
  reviews = write("reviews.csv", texts(60));
});

/** Audits until an event of this type, then asks to stop; what was heard until the end, and the error. */
async function stoppedAt(type: AuditJobEvent["type"], out: string) {
  const controller = new AbortController();
  const heard: string[] = [];
  const base = { epochs: 2, embedding: 4, hidden: [], batchSize: 16 };
  const error = await errorOf(
    audit({ data: reviews, target: "label", base, relearn: false, out, signal: controller.signal }, (event) => {
      heard.push(event.type);
      if (event.type === type) controller.abort({ exitCode: 143 });
    }),
  );
  return { error, heard };
}

describe("an audit that is told to stop", () => {
  it.each(["notice", "operation"] as const)("stops at once after a %s, says so, and leaves no folder", async (type) => {
    const { error, heard } = await stoppedAt(type, at(`stopped-${type}`));
    expect(error).toMatchObject({ code: "E107", message: "Interrupted: nothing was saved" });
    // No second strength was asked.
    expect(heard.filter((of) => of === "operation")).toHaveLength(type === "operation" ? 1 : 0);
    expect(existsSync(at(`stopped-${type}`))).toBe(false);
  });
});
