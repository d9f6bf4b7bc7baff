import { useCallback } from "preact/hooks";
import type { Picture, Side } from "../engine/messages.ts";
import { picture, pointOf, sides } from "../state.ts";
import { drawAdded, drawField, drawMark, drawRows } from "./boundary.ts";
import { type Area, Canvas } from "./canvas.tsx";
import { drawConfidence } from "./confidence.ts";
import { confusionText, drawConfusion } from "./confusion.ts";
import { loss, percent } from "./format.ts";
import { css, palette } from "./theme.ts";

const TITLES: Readonly<Record<Side, string>> = { plain: "Plain", yours: "Regularized" };

/** One network: what it answers everywhere, and how it does on rows that it has seen and not seen. */
export function Panel({ side }: { readonly side: Side }) {
  const draw = useCallback(
    (area: Area) => {
      const [seen, known, colours] = [picture.value, sides.value[side], palette()];
      if (seen === undefined || known.look === undefined) return;
      if (seen.image !== undefined) drawConfusion(area, known.look.confusion, seen.classes, colours);
      else if (seen.plane === undefined) drawConfidence(area, known.look, colours, colours[side]);
      else {
        if (known.look.grid !== undefined) drawField(area, known.look.grid, colours);
        drawRows(area, seen.plane, seen, colours);
        drawAdded(area, seen.plane, known.look.added, colours);
      }
    },
    [side],
  );
  const seen = picture.value;
  const confusion = seen?.image === undefined ? undefined : sides.value[side].look?.confusion;
  const plane = seen === undefined || seen.plane !== undefined;
  const label =
    confusion === undefined
      ? plane
        ? "decision boundary"
        : "probabilities of the true class"
      : confusionText(confusion, seen!.classes);
  return (
    <figure class={`card panel ${side}`}>
      <figcaption>{TITLES[side]}</figcaption>
      <div class="picture">
        <Canvas draw={draw} label={`${TITLES[side]}: ${label}`} ratio="1" />
        {seen === undefined && <span class="waiting">{side === "plain" ? "The engine is on its way …" : ""}</span>}
      </div>
      <p class="axes">{axesOf(seen, sides.value[side].look?.added?.labels.length)}</p>
      <Scores side={side} />
    </figure>
  );
}

/** What the picture's axes are; where it has none, how many rows are learned beside those of the data. */
function axesOf(seen: Picture | undefined, added = 0): string {
  if (seen?.image !== undefined) return "→ taken for · ↓ is";
  if (seen?.plane !== undefined) return `→ ${seen.columns[0]} · ↑ ${seen.columns[1]}`;
  return added === 0 ? "\u00a0" : `${added} rows by SMOTE`;
}

function Scores({ side }: { readonly side: Side }) {
  const last = pointOf(sides.value[side]);
  const gap = last === undefined ? undefined : last.validation.loss - last.train.loss;
  return (
    <dl class="scores">
      <div>
        <dt>Training</dt>
        <dd>{loss(last?.train.loss)}</dd>
        <dd class="share">{percent(last?.train.metric)} right</dd>
      </div>
      <div class="counts">
        <dt>Validation</dt>
        <dd>{loss(last?.validation.loss)}</dd>
        <dd class="share">{percent(last?.validation.metric)} right</dd>
      </div>
      <div>
        <dt>Gap</dt>
        <dd>{loss(gap)}</dd>
        <dd class="share">in loss</dd>
      </div>
    </dl>
  );
}

const MARKS = "large: training, small: validation, dotted: wrong label";
/** No longer than it must be: a second line would move the page. */
const WITH_ADDED = "large: training, small: validation, dot: wrong, hollow: SMOTE";
const HISTOGRAMS =
  "Shares of rows by the probability that their true class is given: alike where a network generalizes.";

const CONFUSION = "Validation pictures: those on the diagonal are told right, the others are taken for something else.";

/** Colour and shape of each class. */
export function Legend() {
  const classes = picture.value?.plane === undefined ? [] : picture.value.classes;
  const marks = sides.value.yours.look?.added === undefined ? MARKS : WITH_ADDED;
  return (
    <ul class="legend" aria-label="Classes">
      {classes.map((name, label) => (
        <li key={name}>
          <Mark label={label} />
          {name}
        </li>
      ))}
      <li class="soft">{classes.length > 0 ? marks : picture.value?.image === undefined ? HISTOGRAMS : CONFUSION}</li>
    </ul>
  );
}

function Mark({ label }: { readonly label: number }) {
  const draw = useCallback(
    ({ context }: Area) => {
      drawMark(context, [7, 7, 4.6], label, palette());
      context.fillStyle = css(palette().classes[label]!);
      context.fill();
    },
    [label],
  );
  return (
    <span class="mark">
      <Canvas draw={draw} label="" ratio="1" />
    </span>
  );
}
