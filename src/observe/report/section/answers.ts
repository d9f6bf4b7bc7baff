import { calibrationFigure } from "../figure/calibration.ts";
import { confusionFigure } from "../figure/confusion.ts";
import type { ReportAnswers } from "../evidence.ts";
import { counted } from "../write/format.ts";
import { html, type Markup } from "../write/html.ts";
import { residualFigure } from "../figure/residuals.ts";

/** What the kept model gets wrong: confusion and calibration of classes, residuals of values. */
export function answersOf({ part, rows, confusion, calibration, residuals }: ReportAnswers): Markup {
  const where = part === "test" ? `${counted(rows, "sealed test row")}` : `${counted(rows, "validation row")}`;
  return html`<p class="lead">The model in <code>model.onnx</code> on ${where}, in inference mode.</p>
<div class="pair">${confusion === undefined ? undefined : confusionFigure(confusion)}${calibration === undefined ? undefined : calibrationFigure(calibration)}${residuals === undefined ? undefined : residualFigure(residuals)}</div>`;
}
