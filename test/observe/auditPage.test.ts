import { expect, it } from "vitest";
import { renderAudit } from "../../src/observe/index.ts";

const line = (operation: string, verdict: string) => ({
  operation,
  verdict,
  affinity: ".9 [.8, 1]",
  worst: "",
  why: "",
});

it("an audit's page counts what is safe, names what breaks labels, and lets nothing in", () => {
  const page = renderAudit(
    {
      lines: [line("flip", "safe"), line("<script>", "breaks labels"), line("blur", "risky")],
      ...{
        rows: 200,
        guarantee: "95 % each",
        metric: { title: "Accuracy" },
        model: { train: 0.99, validation: 0.912 },
      },
      ...{ policy: '["flip"]', run: "/home/ana/runs/aud-1", seconds: 3 },
    },
    { notices: [{ topic: "data", message: "200 images" }], command: "regularize audit photos", version: "0.1.0" },
  );
  expect(page).toContain("1 of 3 augmentations safe; labels do not survive &lt;script&gt;.");
  expect(page).toContain("Accuracy 0.912 on validation, 0.99 on training rows");
  expect(page).toContain("[&quot;flip&quot;]");
  expect(page).not.toMatch(/<script|ana|NaN|undefined/u);
});
