// Writes the documentation site: `node scripts/site.mjs [--out FOLDER] [--no-figures] [--no-api]`.
// `--figures NAME…|all` draws figures anew by running the code; the site itself takes them from docs/site/figures.
import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: resolve(root, "build/site") },
    figures: { type: "boolean", default: true },
    api: { type: "boolean", default: true },
  },
  allowNegative: true,
});

if (process.argv.includes("--figures")) {
  const { drawFigures } = await import("./site/figures.mjs");
  await drawFigures(root, positionals);
} else {
  const { buildSite } = await import("./site/build.mjs");
  const { pages, broken, seconds } = await buildSite({
    root,
    out: resolve(values.out),
    figures: values.figures,
    api: values.api,
  });
  for (const line of broken) console.error(`broken link: ${line}`);
  console.log(`${pages} pages in ${seconds.toFixed(1)} s, ${broken.length} broken links → ${resolve(values.out)}`);
  if (broken.length > 0) process.exitCode = 1;
}
