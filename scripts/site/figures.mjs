// Draws figures by running the code, into docs/site/figures: `node scripts/site.mjs --figures NAME…`, or all of them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as data from "./figures/data.mjs";
import * as noise from "./figures/noise.mjs";
import * as training from "./figures/training.mjs";
import * as update from "./figures/update.mjs";
import * as weights from "./figures/weights.mjs";
import { loadEngine, loadSource } from "./source.mjs";
import { FIGURE_STYLE } from "./theme.mjs";

const figures = { ...data, ...noise, ...training, ...update, ...weights };
export const figureNames = Object.keys(figures).map((name) =>
  name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`),
);

/** What a figure may weigh in the repository, in bytes. */
export const LIMIT = 40_000;

const MORE = "--third:#00795a;--fourth:#8a4a7f";
const minified = (text) => text.replace(/\n\s*/gu, "");

/** A file of its own, on a light ground; a page takes off the style, the ground and the caption. */
function documentOf(colours, { height, label, caption, body }) {
  const [light] = /:root\{[^}]*\}/u.exec(colours) ?? [];
  const tokens = minified(light ?? "")
    .replace(":root{color-scheme:light dark;", ".fig{")
    .replace("}", `;${MORE}}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="fig" viewBox="0 0 460 ${height}" role="img" aria-label="${label.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;")}"><style>${minified(`${tokens}${FIGURE_STYLE}`)}</style><desc>${caption}</desc><rect class="ground" width="100%" height="100%" fill="var(--page)"/>${body}</svg>\n`;
}

export async function drawFigures(root, names) {
  process.chdir(root);
  const [engine, { colours }] = [await loadEngine(), await loadSource()];
  const runtime = await engine.createRuntime({ threads: 1 });
  const folder = join(root, "docs/site/figures");
  mkdirSync(folder, { recursive: true });
  const wanted = names.length === 0 || names.includes("all") ? figureNames : names;
  for (const name of wanted) {
    const draw = figures[name.replace(/-([a-z])/gu, (_, letter) => letter.toUpperCase())];
    if (draw === undefined) throw new Error(`no figure ${name}: ${figureNames.join(", ")}`);
    const started = performance.now();
    const svg = documentOf(colours, await draw({ ...engine, runtime }));
    if (Buffer.byteLength(svg) > LIMIT)
      throw new Error(`${name}.svg is ${Buffer.byteLength(svg)} bytes, more than ${LIMIT}`);
    writeFileSync(join(folder, `${name}.svg`), svg);
    console.log(
      `${name}.svg  ${(Buffer.byteLength(svg) / 1000).toFixed(1)} kB  ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
  }
  await runtime.dispose();
}
