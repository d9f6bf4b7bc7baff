import { expect, it } from "vitest";
import { phrased } from "../../src/observe/report/write/html.ts";

it.each([
  ["gap -.0053 honest, -1.09 as shown [-.2, .1] (-3 to +4)", "gap −.0053 honest, −1.09 as shown [−.2, .1] (−3 to +4)"],
  ["-2 points", "−2 points"],
  ["--epochs 20 -n", "--epochs 20 -n"],
  ["epochs 2-5, 1e-4, churn-7f3a, 2026-11-23, a - b", "epochs 2-5, 1e-4, churn-7f3a, 2026-11-23, a - b"],
])("%s has the page's minus before numbers alone", (text, wanted) => {
  expect(phrased(text, 200)).toBe(wanted);
});
