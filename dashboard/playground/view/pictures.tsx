import { sets } from "../data/sets.ts";
import type { Picture } from "../engine/messages.ts";
import { picture, settings, sides } from "../state.ts";
import { type Area, Canvas } from "./canvas.tsx";
import { palette } from "./theme.ts";

/** Side of a picture and the gap beside it, px. */
const [LARGEST, GAP, HEAD] = [64, 6, 18];

/** Pictures of the set, as far as they fit in one line. */
function drawLine(
  { context, width }: Area,
  drawn: Float32Array,
  seen: Picture,
  [top, side]: readonly [top: number, side: number],
): void {
  const [, height, across] = seen.image!;
  const many = Math.min(drawn.length / (height * across), Math.floor((width + GAP) / (side + GAP)));
  context.imageSmoothingEnabled = false;
  for (let i = 0; i < many; i++) {
    const data = new ImageData(across, height);
    for (let pixel = 0; pixel < height * across; pixel++) {
      const grey = 255 * drawn[i * height * across + pixel]!;
      data.data.set([grey, grey, grey, 255], 4 * pixel);
    }
    const field = new OffscreenCanvas(across, height);
    field.getContext("2d")!.putImageData(data, 0, 0);
    context.drawImage(field, i * (side + GAP), top, side, side);
  }
}

function draw(area: Area): void {
  const [seen, { plain, yours }, { faint }] = [picture.value, sides.value, palette()];
  const [before, after] = [plain.look?.drawn, yours.look?.drawn];
  if (seen?.image === undefined || before === undefined || after === undefined) return;
  const side = Math.min(LARGEST, (area.height - 2 * HEAD - GAP) / 2);
  const { context } = area;
  for (const [row, [text, drawn]] of [
    ["as they are", before] as const,
    ["as the regularized network learns them in this epoch", after] as const,
  ].entries()) {
    const top = row * (HEAD + side + GAP);
    [context.font, context.fillStyle, context.textAlign] = ["12px system-ui, sans-serif", faint, "left"];
    context.fillText(text, 0, top + 13);
    drawLine(area, drawn, seen, [top + HEAD, side]);
  }
}

/** What augmentation makes of the first training pictures. */
export const Pictures = () =>
  sets[settings.value.data].kind !== "images" ? null : (
    <figure class="card pictures">
      <figcaption>Training pictures</figcaption>
      <Canvas
        draw={draw}
        label="The first training pictures, and below them the same as augmentation draws them for the regularized network"
        ratio="auto"
      />
    </figure>
  );
