export { renderReport } from "./page.ts";
export type { Curve, ReportContext, ReportRecipe, ReportResult, ReportSweep } from "./types.ts";
