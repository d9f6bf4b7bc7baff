import { resolve } from "node:path";
import { count, plural } from "../../core/count.ts";
import { RegularizeError } from "../../core/index.ts";
import { info, type Notice, warning } from "../table.ts";
import { classColumn } from "./target.ts";
import type { ImageFile, Listing } from "./types.ts";
import { type Found, walkFolder } from "./walk.ts";

/** Sub-folders of these names are parts of a data set, not classes. */
const PARTS = /^(?:train(?:ing)?|tests?|testing|val(?:id(?:ation)?)?|dev)$/iu;
const TRAIN = /^train(?:ing)?$/iu;

const list = (names: readonly string[], most = 5): string =>
  names.length > most ? `${names.slice(0, most).join(", ")}, … (${count(names.length)})` : names.join(", ");

function noImages(path: string, found: Found): RegularizeError {
  const { rejected, ignored } = found;
  return new RegularizeError({
    code: "E270",
    where: path,
    message: `${path} holds no images`,
    expected: "a sub-folder per class with JPEG, PNG, WebP, GIF, TIFF or AVIF files",
    received: [
      plural(ignored, "other file"),
      ...(rejected.length > 0 ? [plural(rejected.length, "refused link")] : []),
    ].join(", "),
    ...(rejected.length > 0 ? { details: rejected.slice(0, 5).map(({ name, reason }) => `${name}: ${reason}`) } : {}),
    todo: `put them in ${path.replace(/\/+$/u, "")}/CLASS/, or name a CSV of paths and labels`,
  });
}

const noClasses = (path: string, found: Found): RegularizeError =>
  new RegularizeError({
    code: "E271",
    where: path,
    message: `${path} holds ${plural(found.files.length, "image")} and no sub-folders: nothing says what they show`,
    expected: "a sub-folder per class",
    received: list(found.files.map(({ name }) => name)),
    todo: "move each class into a folder of its name, or name a CSV of paths and labels",
  });

const classOf = ({ name }: ImageFile): string | undefined =>
  name.includes("/") ? name.slice(0, name.indexOf("/")) : undefined;

/** What was left out, and classes without images. */
function folderNotices(found: Found, loose: number, classes: ReadonlySet<string>): Notice[] {
  const empty = found.folders.filter((name) => !classes.has(name));
  return [
    ...(found.ignored > 0
      ? [
          info(
            `${plural(found.ignored, "file")} that ${found.ignored === 1 ? "is no image" : "are no images"} → ignored`,
          ),
        ]
      : []),
    ...(loose > 0 ? [warning(`${plural(loose, "image")} outside of a class folder → left out`)] : []),
    ...(empty.length > 0
      ? [warning(`class ${empty.length === 1 ? "folder" : "folders"} without images: ${list(empty)}`)]
      : []),
  ];
}

/** The part to learn from, when the folder holds `train` and `test` instead of classes. */
const trainPart = (folders: readonly string[]): string | undefined =>
  folders.length > 0 && folders.every((name) => PARTS.test(name))
    ? folders.find((name) => TRAIN.test(name))
    : undefined;

const isImageOfClass = (part: string, { name }: ImageFile): boolean =>
  name.startsWith(`${part}/`) && name.includes("/", part.length + 1);

/** The images of `train/` alone, and that it is so. */
async function listPart(path: string, part: string, folders: readonly string[]): Promise<Listing> {
  const inner = await listFolder(`${path.replace(/[\\/]+$/u, "")}/${part}`);
  const others = folders.filter((name) => name !== part).map((name) => `${name}/`);
  const not = others.length > 0 ? `, not those of ${others.join(", ")}` : "";
  return { ...inner, path, notices: [info(`the images of ${part}/ are used${not}`), ...inner.notices] };
}

/**
 * Images in a sub-folder per class, nested as deep as they like. Throws E270 without images, E271 without classes; where
 * labels are optional, images outside of a class folder have none.
 */
export async function listFolder(path: string, labelled: "required" | "optional" = "required"): Promise<Listing> {
  const found = await walkFolder(path);
  const part = labelled === "required" ? trainPart(found.folders) : undefined;
  if (part !== undefined && found.files.some((file) => isImageOfClass(part, file)))
    return listPart(path, part, found.folders);
  if (found.files.length === 0) throw noImages(path, found);
  const files = labelled === "optional" ? found.files : found.files.filter((file) => classOf(file) !== undefined);
  if (files.length === 0) throw noClasses(path, found);
  const labels = files.map(classOf);
  const classes = new Set(labels.filter((label) => label !== undefined));
  return {
    ...{ path, root: resolve(path), images: { kind: "files", files }, target: classColumn("class", labels) },
    rejected: found.rejected,
    notices: folderNotices(found, found.files.length - files.length, classes),
  };
}
