import { describe, expect, it } from "vitest";
import { auditTable } from "../../src/observe/report/section/audit.ts";

describe("the audit in a report", () => {
  const line = { operation: "randomVerticalFlip", verdict: "breaks labels", affinity: ".30 (.26 to .35)" };
  const rows = { rows: 500, guarantee: "with 99 % certainty" };

  it("tells each step's verdict by shape and word, with its figures and its reason", () => {
    const { text } = auditTable({ lines: [{ ...line, worst: "6 −98", why: "class 6 falls" }], ...rows });
    for (const part of ["randomVerticalFlip", "■ breaks labels", ".30 (.26 to .35)", "6 −98", "class 6 falls", "500"])
      expect(text).toContain(part);
  });

  it("lets no class name act as HTML", () => {
    const { text } = auditTable({ lines: [{ ...line, worst: "<img onerror=x>", why: "<script>1</script>" }], ...rows });
    expect(text).not.toMatch(/<img|<script/u);
    expect(text).toContain("&lt;script&gt;");
  });
});
