import type { Area } from "./canvas.tsx";
import { css, type Palette } from "./theme.ts";

/** Places of each row's most frequent mistake, the worst of all first. */
function worst(confusion: Uint32Array, classes: number): readonly [truth: number, answer: number, count: number] {
  let found: readonly [number, number, number] = [0, 0, 0];
  for (const [cell, count] of confusion.entries()) {
    const [truth, answer] = [Math.floor(cell / classes), cell % classes];
    if (truth !== answer && count > found[2]) found = [truth, answer, count];
  }
  return found;
}

/** The matrix in a sentence. */
export function confusionText(confusion: Uint32Array, classes: readonly string[]): string {
  const rows = confusion.reduce((sum, count) => sum + count, 0);
  const right = classes.reduce((sum, _, i) => sum + confusion[i * (classes.length + 1)]!, 0);
  const [truth, answer, count] = worst(confusion, classes.length);
  const most =
    count === 0 ? "" : `; most often ${classes[truth]} is taken for ${classes[answer]}, ${String(count)} times`;
  return `confusion of classes: ${right} of ${rows} validation pictures right${most}`;
}

/** What can be read on a colour that covers the ground to some part. */
function inkOn(colour: readonly number[], strength: number, { ground, ink }: Palette): string {
  const lightness = [0, 1, 2].reduce(
    (sum, c) => sum + [0.3, 0.59, 0.11][c]! * (colour[c]! * strength + ground[c]! * (1 - strength)),
    0,
  );
  const isOfInk = ground[0] > 128 === lightness > 125;
  return isOfInk ? ink : css(ground);
}

/** Below this width of a cell, px, no number fits into it. */
const LEAST_CELL = 17;

/** Which class is taken for which: the stronger the colour, the larger the share of its row. */
export function drawConfusion(area: Area, confusion: Uint32Array, classes: readonly string[], palette: Palette): void {
  const { context, width, height } = area;
  const many = classes.length;
  context.font = "12px system-ui, sans-serif";
  const left = 12 + Math.max(...classes.map((name) => context.measureText(name).width));
  const [top, gap] = [24, 2];
  const cell = Math.min((width - left - 4) / many, (height - top - 4) / many);
  const write = (text: string, x: number, y: number, align: CanvasTextAlign, colour: string): void => {
    [context.textAlign, context.textBaseline, context.fillStyle] = [align, "middle", colour];
    context.fillText(text, x, y);
  };
  for (const [i, name] of classes.entries()) {
    const middle = (i + 0.5) * cell;
    write(name, left - 6, top + middle, "right", palette.soft);
    if (context.measureText(name).width < cell + 4) write(name, left + middle, top - 11, "center", palette.soft);
    const row = confusion.subarray(i * many, (i + 1) * many);
    const all = row.reduce((sum, count) => sum + count, 0);
    for (const [j, count] of row.entries()) {
      const strength = count === 0 ? 0.45 : 0.25 + 0.75 * Math.sqrt(count / all);
      const colour = palette.classes[i === j ? 0 : 1]!;
      context.fillStyle = count === 0 ? palette.rule : css(colour);
      context.globalAlpha = strength;
      context.fillRect(left + j * cell, top + i * cell, cell - gap, cell - gap);
      context.globalAlpha = 1;
      if (count > 0 && cell >= LEAST_CELL)
        write(
          String(count),
          left + (j + 0.5) * cell - gap / 2,
          top + middle,
          "center",
          inkOn(colour, strength, palette),
        );
    }
  }
  context.textBaseline = "alphabetic";
}
