import type { Side, Weights } from "../engine/messages.ts";
import { sides } from "../state.ts";
import { type Area, Canvas } from "./canvas.tsx";
import { percent } from "./format.ts";
import { palette } from "./theme.ts";

/** Heights by the logarithm: a histogram of weights is a needle otherwise. */
const height = (count: number, most: number): number => Math.log1p(count) / Math.log1p(most);

function draw(area: Area): void {
  const { plain, yours } = sides.value;
  const colours = palette();
  const all = [plain.look?.weights, yours.look?.weights];
  if (all[0] === undefined || all[1] === undefined) return;
  const most = Math.max(...all[0].counts, ...all[1].counts);
  outline(area, all[0], { most, colour: colours.plain, fill: 0.28 });
  outline(area, all[1], { most, colour: colours.yours, fill: 0.3 });
  const { context, width, height: tall } = area;
  context.fillStyle = colours.soft;
  context.font = "12px system-ui, sans-serif";
  for (const tick of [-1, 0, 1]) {
    context.textAlign = "center";
    context.fillText(String(tick), ((tick + all[0].most) / (2 * all[0].most)) * width, tall - 3);
  }
}

function outline(
  { context, width, height: tall }: Area,
  { counts }: Weights,
  { most, colour, fill }: { readonly most: number; readonly colour: string; readonly fill: number },
): void {
  const [bar, room] = [width / counts.length, tall - 18];
  const path = new Path2D();
  path.moveTo(0, room);
  for (const [i, count] of counts.entries()) {
    const y = room - height(count, most) * (room - 4);
    path.lineTo(i * bar, y);
    path.lineTo((i + 1) * bar, y);
  }
  path.lineTo(width, room);
  context.fillStyle = colour;
  context.globalAlpha = fill;
  context.fill(path);
  context.globalAlpha = 1;
  context.strokeStyle = colour;
  context.lineWidth = 1.6;
  context.stroke(path);
}

const said = (side: Side) => {
  const weights = sides.value[side].look?.weights;
  const name = side === "plain" ? "plain" : "regularized";
  if (weights === undefined) return <span class={`key ${side}`}>{name}</span>;
  return (
    <span class={`key ${side}`}>
      {name}: length {weights.norm.toFixed(1)}, exactly 0: {percent(weights.zeros / weights.total)}
    </span>
  );
};

/** Where the weights of both networks lie. */
export const WeightsFigure = () => (
  <figure class="card weights">
    <figcaption>
      <span class="name">Weights</span>
      <span class="keys">
        {said("plain")}
        {said("yours")}
      </span>
    </figcaption>
    <div class="histogram">
      <Canvas
        draw={draw}
        label="Histogram of the weights of both networks, counts on a logarithmic scale"
        ratio="auto"
      />
    </div>
  </figure>
);
