export { renderAudit } from "./auditPage.ts";
export { chartsOf } from "./draw/charts.ts";
export type * from "./evidence.ts";
export { renderGrowth } from "./growth.ts";
export { renderReport } from "./page.ts";
export type {
  Curve,
  ReportContext,
  ReportFindings,
  ReportGrowth,
  ReportRecipe,
  ReportResult,
  ReportSlice,
  ReportStudy,
  ReportSweep,
} from "./types.ts";
