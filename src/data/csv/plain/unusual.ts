/** A file that the plain reader leaves to the one that knows everything: no message, nobody sees it. */
export class Unusual extends Error {}

export function unusual(): never {
  throw new Unusual();
}
