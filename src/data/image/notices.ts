import { count, plural } from "../../core/count.ts";
import { info, type Notice, warning } from "../table.ts";
import type { Header } from "./header.ts";
import type { Alike } from "./near.ts";
import type { ImageShape, Rejected } from "./types.ts";

const SHOWN = 3;

/** `a.png, b.png, …` */
const some = (names: readonly string[]): string =>
  `${names.slice(0, SHOWN).join(", ")}${names.length > SHOWN ? ", …" : ""}`;

interface Named {
  readonly name: string;
  readonly header: Header;
}

/** Images that are not what their pixels will be: frames, depths, inks and transparency that are given up. */
export function headerNotices(images: readonly Named[]): Notice[] {
  const told = (
    test: (header: Header) => boolean,
    say: (n: string, names: string) => string,
    level = info,
  ): Notice[] => {
    const names = images.filter(({ header }) => test(header)).map(({ name }) => name);
    return names.length === 0 ? [] : [level(say(plural(names.length, "image"), some(names)))];
  };
  return [
    ...told(
      ({ height, width }) => height === 1 && width === 1,
      (n, names) => `${n} of 1 × 1 pixel: ${names}`,
      warning,
    ),
    ...told(
      ({ pages }) => pages > 1,
      (n, names) => `${n} with several frames or pages: ${names} → the first`,
      warning,
    ),
    ...told(
      ({ alpha }) => alpha,
      (n) => `${n} with transparency → on white`,
    ),
    ...told(
      ({ cmyk }) => cmyk,
      (n) => `${n} in CMYK → sRGB`,
    ),
    ...told(
      ({ deep }) => deep,
      (n) => `${n} of more than 8 bits per channel → 8 bits`,
    ),
  ];
}

/** `resized to 64 × 64 (shorter side scaled, middle kept), RGB`, with the flag that changes it. */
export function sizeNotice(
  headers: readonly Pick<Header, "height" | "width">[],
  [channels, height, width]: ImageShape,
  { size }: { readonly size?: readonly [number, number] },
): Notice {
  const colour = channels === 1 ? "grey" : "RGB";
  const changed = headers.filter((header) => header.height !== height || header.width !== width).length;
  const flag = `--image-size ${size === undefined ? Math.max(height, width) * 2 : height}`;
  if (changed === 0) return info(`images of ${height} × ${width} pixels, ${colour}`, "--image-size");
  return info(
    `${changed === headers.length ? "images" : `${count(changed)} of ${plural(headers.length, "image")}`} resized to ${height} × ${width} pixels (shorter side scaled, middle kept), ${colour}`,
    size === undefined ? flag : "--image-size",
  );
}

/** Images that occur more than once. */
export function pictureNotices({ copies, near, uniform }: Alike, rows: number): Notice[] {
  const parts = [
    ...(copies > 0 ? [`${plural(copies, "copy", "copies")} of another image`] : []),
    ...(near > 0 ? [`${plural(near, "image")} nearly like another`] : []),
  ];
  return [
    ...(parts.length > 0 ? [info(`${parts.join(" and ")} of ${count(rows)} → kept on one side of the split`)] : []),
    ...(uniform
      ? [
          warning(
            "the images are so alike that near-copies cannot be told from others → only equal pixels are kept on one side of the split",
            "--group",
          ),
        ]
      : []),
  ];
}

/** `3 of 100 images cannot be read: a.png (it is empty), …`. */
export function rejectedNotices(rejected: readonly Rejected[], total: number): Notice[] {
  if (rejected.length === 0) return [];
  const shown = rejected.slice(0, SHOWN).map(({ name, reason }) => `${name} (${reason})`);
  return [
    warning(
      `${count(rejected.length)} of ${plural(total, "image")} cannot be used: ${shown.join(", ")}${rejected.length > SHOWN ? ", …" : ""} → left out`,
    ),
  ];
}

/** Pictures that occur with several labels: no model can be right about all of them. */
export function labelNotices(units: Int32Array, label: (row: number) => string): Notice[] {
  const differ = new Set<number>();
  for (const [row, first] of units.entries()) if (label(row) !== label(first)) differ.add(first);
  return differ.size === 0 ? [] : [warning(`${plural(differ.size, "picture")} with several labels`)];
}
