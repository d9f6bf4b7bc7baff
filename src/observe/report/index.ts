export { renderReport } from "./page.ts";
export type { Curve, ReportContext, ReportRecipe, ReportResult } from "./types.ts";
