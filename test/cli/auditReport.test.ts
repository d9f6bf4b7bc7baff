import { expect, it } from "vitest";
import { auditReport } from "../../src/cli/report/audit.ts";
import { colorsFor } from "../../src/cli/text/colors.ts";
import type { AuditJobResult } from "../../src/job/audit/audit.ts";

const policyLine = (
  verdicts: readonly string[],
  leftOut: readonly { name: string; why: string }[],
  kept: string[] = [],
) => {
  const line = (verdict: string, i: number) => ({
    operation: `op${i}`,
    verdict,
    safeUpTo: "",
    affinity: "1",
    worst: "a +0",
    why: "",
  });
  const result = {
    ...{ lines: verdicts.map(line), policy: { kept, steps: [], leftOut }, seconds: 1 },
    ...{ audit: { rows: 10, guarantee: "sure" }, model: { validation: 0.9 }, metric: { title: "AUC" } },
  } as unknown as AuditJobResult;
  const lines = auditReport(result, { colors: colorsFor({}, false), width: 200 });
  return lines.find((text) => text.includes("policy"))!;
};

it("an empty policy says what was safe and why it is of no use", () => {
  const idle = { name: "op1", why: "op1 left out: the model sees no difference" };
  const risky = { name: "op0", why: "op0 left out: affinity .8" };
  expect(policyLine(["risky", "safe"], [risky, idle])).toMatch(
    /policy none: op1 left out: the model sees no difference$/u,
  );
  expect(policyLine(["risky"], [risky])).toMatch(/policy nothing was shown to be safe$/u);
  expect(policyLine(["safe"], [], ["op0 up to 3"])).toMatch(/policy op0 up to 3$/u);
});
