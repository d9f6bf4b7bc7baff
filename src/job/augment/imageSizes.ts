import { keyOf, RegularizeError } from "../../core/index.ts";
import type { image } from "../../augment/index.ts";
import { innerList, makeStep, mixes } from "./image.ts";
import { type GivenStep, namedStep } from "./steps.ts";

type Shape = image.PixelRows["shape"];

/** The size of images on their way through the steps, and which step gave it to them last. */
interface Sized {
  readonly size: image.Size;
  readonly by: string;
}

/**
 * Refuses steps that may leave images in another size than a network of this shape takes: before training, rather than at the
 * first draw that does it. A crop may be undone by a later one. Throws E268, and E263 for a crop that is too large.
 */
export function checkSizes(steps: readonly GivenStep[], shape: Shape): void {
  const [channels, height, width] = shape;
  const own = { size: { channels, height, width }, by: "" };
  checkSame(own, through(steps, "augment", shape, own));
}

const through = (steps: readonly GivenStep[], where: string, shape: Shape, from: Sized): Sized =>
  steps.reduce((at, step, i) => after(step, `${where}[${i}]`, shape, at), from);

/** What a step leaves. Its size does not hang on its draw, except for the one of several that is drawn. */
function after(given: GivenStep, where: string, shape: Shape, from: Sized): Sized {
  const { name, settings } = namedStep(given, where);
  const within = `${where}.${name}`;
  if (name === "compose") return through(innerList(settings, within), within, shape, from);
  if (name === "randomApply") {
    const { of } = (settings ?? {}) as { readonly of?: unknown };
    checkSame(from, through(innerList(of, `${within}.of`), `${within}.of`, shape, from));
    return from;
  }
  if (name === "oneOf") {
    const members = innerList(settings, within);
    const [first, ...others] = members.map((step, i) => after(step, `${within}[${i}]`, shape, from));
    for (const other of others) checkSame(first!, other);
    return first!;
  }
  const step = makeStep(given, where, shape);
  if (mixes(step)) return from;
  const size = step.resized(from.size, step.sample(keyOf(0), from.size));
  return same(size, from.size) ? from : { size, by: name };
}

const same = (a: image.Size, b: image.Size): boolean =>
  a.channels === b.channels && a.height === b.height && a.width === b.width;

const show = ({ channels, height, width }: image.Size): string => `${channels} · ${height} · ${width}`;

function checkSame(expected: Sized, received: Sized): void {
  if (same(expected.size, received.size)) return;
  const by = received.by === "" ? expected.by : received.by;
  throw new RegularizeError({
    code: "E268",
    where: by,
    message: `${by} changes the size of the images, and a network takes one size`,
    expected: show(expected.size),
    received: show(received.size),
    todo: "set its size to that of the images, or resize the images before",
  });
}
