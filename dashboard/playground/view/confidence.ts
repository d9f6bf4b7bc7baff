import { BINS, type Look } from "../engine/messages.ts";
import type { Area } from "./canvas.tsx";
import type { Palette } from "./theme.ts";

/** How sure a network is of what is true: training rows upwards, validation rows downwards. Alike where it generalizes. */
export function drawConfidence(area: Area, { confidence }: Look, palette: Palette, colour: string): void {
  const { context, width, height } = area;
  const [left, middle, foot] = [10, height / 2 - 8, 24];
  const room = middle - 30;
  const bar = (width - 2 * left) / BINS;
  const most = Math.max(0.25, ...confidence.train, ...confidence.validation);
  for (let bin = 0; bin < BINS; bin++) {
    const [up, down] = [confidence.train, confidence.validation].map((part) => (part[bin]! / most) * room);
    context.fillStyle = colour;
    context.globalAlpha = 0.45;
    context.fillRect(left + bin * bar + 1, middle - 1 - up!, bar - 2, up!);
    context.globalAlpha = 1;
    context.fillRect(left + bin * bar + 1, middle + 1, bar - 2, down!);
  }
  context.fillStyle = palette.soft;
  context.fillRect(left, middle - 0.5, width - 2 * left, 1);
  context.font = "12px system-ui, sans-serif";
  context.textAlign = "left";
  context.fillText("training rows", left, 20);
  context.fillText("validation rows", left, height - foot - 6);
  context.textAlign = "center";
  context.fillText("0", left + 4, height - 6);
  const [whole, short] = ["probability of the true class", "of the true class"];
  context.fillText(context.measureText(whole).width < width - 60 ? whole : short, width / 2, height - 6);
  context.fillText("1", width - left - 4, height - 6);
}
