// The reference of everything that is exported: TypeDoc's pages, in the site's colours, that lead back to it and can be read with any aid.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pagesOf } from "./links.mjs";

const OPTIONS = [
  ...["--entryPoints", "src/index.ts", "--tsconfig", "tsconfig.json", "--name", "regularize", "--readme", "none"],
  ...["--hideGenerator", "--disableSources", "--excludePrivate", "--excludeInternal", "--skipErrorChecking"],
  ...["--githubPages", "false", "--logLevel", "Error"],
];

/** A link within what opens and shuts is reached by no screen reader: what it leads to is the heading that it stands in. */
const plainSummaries = (html) =>
  html.replaceAll(/<summary[\s\S]*?<\/summary>/gu, (summary) =>
    summary.replaceAll(/<a [^>]*class="tsd-anchor-icon"[\s\S]*?<\/a>/gu, ""),
  );

/** Its headings begin anywhere: each is one level below the last one at most. */
function orderedHeadings(html) {
  let last = 1;
  return html.replaceAll(/<h([1-6])(?=[ >])/gu, (tag, level) => {
    last = Math.min(Number(level), last + 1);
    return last === Number(level) ? tag : `${tag} aria-level="${last}"`;
  });
}

/** Parts of a page that are its regions, which TypeDoc does not say. */
const REGIONS = [
  ['<div class="col-content">', '<div class="col-content" role="main">'],
  ['<div class="page-menu">', '<div class="page-menu" role="complementary" aria-label="Page">'],
  ['<nav class="tsd-navigation">', '<nav class="tsd-navigation" aria-label="Reference">'],
];

/** One of its pages as a page of the site. */
export function sitePage(html, up, parts) {
  const links = Object.entries(parts).map(([part, title]) => `<a href="${up}${part}/index.html">${title}</a>`);
  const back = `<a href="${up}index.html" class="title">regularize</a><nav class="parts" aria-label="Site">${links.join("")}</nav>`;
  const icon = `<link rel="icon" href="${up}assets/icon.svg" type="image/svg+xml"/></head>`;
  const own = html.replace(/<a href="[^"]*" class="title">regularize<\/a>/u, back).replace("</head>", icon);
  return orderedHeadings(plainSummaries(REGIONS.reduce((page, [from, to]) => page.replace(from, to), own)));
}

/** Writes the pages into `out/api`; what the search finds of them comes back. `parts` are folders of the site and their titles. */
export function writeApi({ root, out, css, parts }) {
  const looks = ["--customCss", css, "--customJs", join(root, "docs/site/assets/api.js")];
  execFileSync(
    process.execPath,
    [join(root, "node_modules/typedoc/bin/typedoc"), ...OPTIONS, "--out", join(out, "api"), ...looks],
    { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
  );
  const names = pagesOf(join(out, "api"));
  for (const name of names) {
    const path = join(out, "api", name);
    writeFileSync(path, sitePage(readFileSync(path, "utf8"), "../".repeat(name.split("/").length), parts));
  }
  return names
    .filter((name) => /^(?:functions|classes|interfaces|types|variables|modules)\//u.test(name))
    .map((name) => [name.replace(/^.*\/|\.html$/gu, ""), `api/${name}`, "API", ""]);
}
