import { GRID, type Look, type Picture, type Plane } from "../engine/messages.ts";
import type { Area } from "./canvas.tsx";
import { css, type Palette } from "./theme.ts";

/** Pixels per point of the painted field: it is soft but for the boundary, which is drawn sharp enough at half size. */
const COARSE = 2;

/** The field of answers: the likeliest class's colour, the stronger the surer, with a line where two are as likely. */
export function drawField({ context, width, height }: Area, grid: Float32Array, palette: Palette): void {
  const [across, down] = [Math.ceil((width * 2) / COARSE), Math.ceil((height * 2) / COARSE)];
  const image = new ImageData(across, down);
  const classes = grid.length / (GRID * GRID);
  const chances = new Float64Array(classes);
  for (let py = 0; py < down; py++) {
    const [row, v] = place(py, down);
    for (let px = 0; px < across; px++) {
      const [column, u] = place(px, across);
      const at = (row * GRID + column) * classes;
      let [first, second, best] = [0, 0, 0];
      for (let k = 0; k < classes; k++) {
        const upper = grid[at + k]! * (1 - u) + grid[at + classes + k]! * u;
        const lower = grid[at + GRID * classes + k]! * (1 - u) + grid[at + (GRID + 1) * classes + k]! * u;
        const chance = upper * (1 - v) + lower * v;
        chances[k] = chance;
        if (chance > first) [second, first, best] = [first, chance, k];
        else if (chance > second) second = chance;
      }
      shade(image.data, 4 * (py * across + px), palette, [best, first - second]);
    }
  }
  const field = new OffscreenCanvas(across, down);
  field.getContext("2d")!.putImageData(image, 0, 0);
  context.imageSmoothingQuality = "high";
  context.drawImage(field, 0, 0, width, height);
}

/** The cell of the grid that a pixel lies in, and how far into it. */
function place(pixel: number, pixels: number): readonly [cell: number, share: number] {
  const at = (pixel / (pixels - 1)) * (GRID - 1);
  const cell = Math.min(GRID - 2, Math.floor(at));
  return [cell, at - cell];
}

function shade(data: Uint8ClampedArray, at: number, palette: Palette, [best, lead]: readonly [number, number]): void {
  const colour = palette.classes[best]!;
  const strength = 0.1 + 0.42 * lead;
  for (let c = 0; c < 3; c++) data[at + c] = palette.ground[c]! * (1 - strength) + colour[c]! * strength;
  data[at + 3] = 255;
}

const shapes: readonly ((context: CanvasRenderingContext2D, x: number, y: number, r: number) => void)[] = [
  (context, x, y, r) => context.arc(x, y, r, 0, 2 * Math.PI),
  (context, x, y, r) => context.rect(x - 0.86 * r, y - 0.86 * r, 1.72 * r, 1.72 * r),
  (context, x, y, r) =>
    polygon(context, [
      [x, y - 1.2 * r],
      [x + 1.1 * r, y + 0.8 * r],
      [x - 1.1 * r, y + 0.8 * r],
    ]),
  (context, x, y, r) =>
    polygon(context, [
      [x, y - 1.25 * r],
      [x + 1.25 * r, y],
      [x, y + 1.25 * r],
      [x - 1.25 * r, y],
    ]),
];

function polygon(context: CanvasRenderingContext2D, corners: readonly (readonly [number, number])[]): void {
  for (const [x, y] of corners) context.lineTo(x, y);
  context.closePath();
}

/** One row's mark, of its class's colour and shape. */
export function drawMark(
  context: CanvasRenderingContext2D,
  [x, y, r]: readonly [number, number, number],
  label: number,
  palette: Palette,
): void {
  context.beginPath();
  shapes[label]!(context, x, y, r);
  context.fillStyle = css(palette.classes[label]!);
}

/** Where a row lies on the canvas. */
const pointAt = ({ width, height }: Area, { low, high }: Plane, points: Float32Array, row: number) =>
  [
    ((points[2 * row]! - low[0]) / (high[0] - low[0])) * width,
    ((high[1] - points[2 * row + 1]!) / (high[1] - low[1])) * height,
  ] as const;

/** Radius of a training row's mark. */
const sizeOf = ({ width }: Area): number => Math.max(3.2, Math.min(5, width / 70));

/** Rows that are learned beside those of the data: marks that are empty. */
export function drawAdded(area: Area, plane: Plane, added: Look["added"], palette: Palette): void {
  if (added?.points === undefined) return;
  const { context } = area;
  for (const [row, label] of added.labels.entries()) {
    drawMark(context, [...pointAt(area, plane, added.points, row), sizeOf(area) * 0.8], label, palette);
    context.fillStyle = palette.card;
    context.fill();
    context.strokeStyle = css(palette.classes[label]!);
    context.lineWidth = 1.7;
    context.stroke();
  }
}

/** Validation rows small and faint, training rows large; a dot in the middle of those whose label is wrong. */
export function drawRows(area: Area, plane: Plane, picture: Picture, palette: Palette): void {
  const { context } = area;
  const at = (points: Float32Array, row: number) => pointAt(area, plane, points, row);
  const size = sizeOf(area);
  context.globalAlpha = 0.55;
  for (const [row, label] of picture.validationLabels.entries()) {
    drawMark(context, [...at(plane.validation, row), size * 0.45], label, palette);
    context.fill();
  }
  context.globalAlpha = 1;
  for (const [row, label] of picture.labels.entries()) {
    const [x, y] = at(plane.train, row);
    drawMark(context, [x, y, size], label, palette);
    context.fill();
    context.strokeStyle = css(palette.ground);
    context.lineWidth = 1.4;
    context.stroke();
    if (picture.wrong[row] !== 1) continue;
    context.beginPath();
    context.arc(x, y, size * 0.38, 0, 2 * Math.PI);
    context.fillStyle = css(palette.ground);
    context.fill();
  }
}
