// Pages from docs/site and from the code, into a folder that is the whole site.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parse } from "yaml";
import { writeApi } from "./api.mjs";
import { CLASSES, errorTable, scanErrors } from "./errors.mjs";
import {
  adviceList,
  cannotHappenTable,
  catalogueList,
  fromCatalogue,
  lintTable,
  memberPage,
  memberPath,
  optionsTable,
  recipeTable,
} from "./generated.mjs";
import { brokenLinks, pagesOf } from "./links.mjs";
import { escaped, inline, render } from "./markdown.mjs";
import { pageOf } from "./page.mjs";
import { copyPlayground } from "./playground.mjs";
import { searchIndex } from "./search.mjs";
import { loadSource } from "./source.mjs";
import { FIGURE_STYLE, themeRules } from "./theme.mjs";

const PARTS = { guide: "Guides", task: "Tasks", reference: "Reference", technique: "Techniques", "": "" };

/** Front matter and text of every Markdown page of docs/site, in their order. */
export function readPages(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => {
      const text = readFileSync(join(folder, path), "utf8");
      const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/u.exec(text) ?? [];
      if (head === undefined) throw new Error(`docs/site/${path} begins with no front matter`);
      const url = path.replace(/\.md$/u, ".html");
      const folderOf = url.includes("/") ? dirname(url) : "";
      return { ...parse(head), url, folder: folderOf, part: PARTS[folderOf], body };
    })
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));
}

/** A committed figure as part of a page: its colours are the page's, its `<desc>` the caption. */
function figureOf(root, name) {
  const path = join(root, "docs/site/figures", `${name}.svg`);
  if (!existsSync(path)) throw new Error(`::figure ${name}: draw it with node scripts/site.mjs --figures ${name}`);
  const svg = readFileSync(path, "utf8");
  const caption = /<desc>([\s\S]*?)<\/desc>/u.exec(svg)?.[1] ?? "";
  const drawing = svg
    .replace(/<style>[\s\S]*?<\/style>|<desc>[\s\S]*?<\/desc>/gu, "")
    .replace(/<rect class="ground"[^>]*\/>/u, "")
    .trim();
  return `<figure class="effect">${drawing}<figcaption>${caption} <span class="how">Drawn by running the code: <code>node scripts/site.mjs --figures ${name}</code>.</span></figcaption></figure>`;
}

const card = (root, { url, title, about }) =>
  `<a class="card" href="${root}${url}"><b>${escaped(title)}</b><span>${inline(about ?? "")}</span></a>`;

function fillerOf({ root, source, codes, pages, figures, hasPlayground }, page) {
  const up = "../".repeat(page.url.split("/").length - 1);
  const fill = {
    figure: (name) => (figures ? figureOf(root, name) : ""),
    options: (name) => optionsTable(source, name),
    catalogue: () => catalogueList(source),
    members: (names) => fromCatalogue(source, names.split(/[\s,]+/u)),
    recipe: () => recipeTable(source),
    lint: () => lintTable(source),
    cannotHappen: () => cannotHappenTable(source),
    errors: (digit) => errorTable(codes, digit),
    classes: () =>
      `<ul>${Object.entries(CLASSES)
        .map(
          ([digit, [name, exit, about]]) =>
            `<li><a href="#e${digit}-${name.toLowerCase().replaceAll(" ", "-")}">E${digit} ${name}</a> (exit ${exit}): ${inline(about)}</li>`,
        )
        .join("")}</ul>`,
    cards: (folder) =>
      `<div class="cards">${pages
        .filter((one) => one.folder === folder && !one.url.endsWith("index.html"))
        .map((one) => card(up, one))
        .join("")}</div>`,
    try: (hash) =>
      hasPlayground
        ? `<p class="aside"><a href="${up}playground/playground.html#${escaped(hash)}">See it in the playground</a>: beside a network without it, trained in your browser.</p>`
        : "",
    playground: () =>
      hasPlayground
        ? `<div class="playground"><iframe data-src="playground/embedded.html" title="Playground: two networks learn the same rows, one of them regularized" loading="lazy"></iframe><p class="aside">Trained live in this page by the same engine. <a href="playground/playground.html">Open it on a page of its own</a>.</p></div>`
        : '<p class="aside">The playground, where all of this is switched on and off live, is built by <code>npm run build</code>.</p>',
  };
  return (name, argument) => {
    if (fill[name] === undefined) throw new Error(`${page.url}: ::${name} is no directive`);
    return fill[name](argument);
  };
}

/** Pages of members that have no Markdown of their own. */
function memberPages(source, guides) {
  return source.catalog.map((member) => {
    const { told } = adviceList(member);
    const headings = [
      ...(Object.keys(member.settings).length > 0 ? ["Settings"] : []),
      ...told.map(([title]) => title),
    ];
    const title = source.nameAmong(member, source.catalog);
    const html = `<p class="over">${escaped(source.KINDS[member.kind])}</p><h1>${escaped(member.name)}</h1>${memberPage(source, member, guides)}`;
    return {
      ...{
        url: memberPath(source, member),
        title,
        short: member.name,
        kindOf: member.kind,
        description: member.doc,
        part: "Techniques",
        folder: "technique",
        html,
      },
      headings: headings.map((text) => ({ tag: "h2", text, slug: text.toLowerCase().replaceAll(" ", "-") })),
    };
  });
}

/** Builds everything; what is wrong with its links comes back, not as an exception. */
export async function buildSite({ root, out, figures = true, api = true }) {
  const started = performance.now();
  const source = await loadSource();
  const [site, codes] = [join(root, "docs/site"), scanErrors(root)];
  rmSync(out, { recursive: true, force: true });
  const write = (path, text) => {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
  };
  const rules = themeRules(source.colours);
  write("assets/site.css", rules + FIGURE_STYLE + readFileSync(join(site, "assets/site.css"), "utf8"));
  write("assets/api.css", rules + readFileSync(join(site, "assets/api.css"), "utf8"));
  cpSync(join(site, "assets/site.js"), join(out, "assets/site.js"));
  cpSync(join(root, "dashboard/icon.svg"), join(out, "assets/icon.svg"));
  for (const name of ["report.png", "sheet.png"]) cpSync(join(root, "docs", name), join(out, "assets", name));
  const hasPlayground = copyPlayground(root, out, { hasApi: api });
  const sources = readPages(site);
  const pages = sources.map((page) => ({
    ...page,
    ...render(page.body, fillerOf({ root, source, codes, pages: sources, figures, hasPlayground }, page)),
  }));
  const members = memberPages(
    source,
    sources.filter(({ folder }) => folder === "guide"),
  );
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const page of [...pages, ...members]) {
    const siblings =
      page.kindOf === undefined
        ? pages.filter(({ folder }) => folder === page.folder && folder !== "")
        : members.filter(({ kindOf }) => kindOf === page.kindOf);
    write(
      page.url,
      pageOf({ ...page, description: page.about ?? page.description }, { siblings, hasApi: api, version }),
    );
  }
  const parts = Object.fromEntries(["guide", "task", "technique", "reference"].map((part) => [part, PARTS[part]]));
  const exported = api ? writeApi({ root, out, css: join(out, "assets/api.css"), parts }) : [];
  write(
    "assets/search-index.js",
    `globalThis.searchIndex=${JSON.stringify(searchIndex({ pages: [...pages], source, codes, exported }))};\n`,
  );
  const broken = brokenLinks(out, { skip: api ? [] : ["api"] });
  return {
    pages: pagesOf(out).length,
    broken,
    seconds: (performance.now() - started) / 1000,
    out: relative(root, out),
  };
}
