import { sets } from "../data/sets.ts";
import { type Picture, SHOWN_TEXTS } from "../engine/messages.ts";
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
  const [seen, { plain, yours }, { soft }] = [picture.value, sides.value, palette()];
  const [before, after] = [plain.look?.drawn, yours.look?.drawn];
  if (seen?.image === undefined || before === undefined || after === undefined) return;
  const side = Math.min(LARGEST, (area.height - 2 * HEAD - GAP) / 2);
  const { context } = area;
  for (const [row, [text, drawn]] of [
    ["as they are", before] as const,
    ["as the regularized network learns them in this epoch", after] as const,
  ].entries()) {
    const top = row * (HEAD + side + GAP);
    [context.font, context.fillStyle, context.textAlign] = ["12px system-ui, sans-serif", soft, "left"];
    context.fillText(text, 0, top + 13);
    drawLine(area, drawn, seen, [top + HEAD, side]);
  }
}

/** What augmentation makes of the first training rows, where people can see that. */
export function Pictures() {
  const { kind } = sets[settings.value.data];
  if (kind === "texts") return <Texts />;
  if (kind !== "images") return null;
  return (
    <figure class="card pictures">
      <figcaption>Training pictures</figcaption>
      <Canvas
        draw={draw}
        label="The first training pictures, and below them the same as augmentation draws them for the regularized network"
        ratio="auto"
      />
    </figure>
  );
}

/** Each text as it is, and below it as it is learned. */
function Texts() {
  const { plain, yours } = sides.value;
  const before = plain.look?.texts ?? [];
  const after = yours.look?.texts ?? [];
  return (
    <figure class="card texts">
      <figcaption>Training messages, below each as it is learned in this epoch</figcaption>
      <ol>
        {Array.from({ length: SHOWN_TEXTS }, (_, i) => (
          <li key={i}>
            <span class="soft">{before[i] ?? "\u00a0"}</span>
            <span>{after[i] ?? "\u00a0"}</span>
          </li>
        ))}
      </ol>
    </figure>
  );
}
