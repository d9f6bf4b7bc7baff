// The frame of every page: head, navigation, search, theme.
import { escaped } from "./markdown.mjs";

const NAV = [
  ["Guides", "guide/index.html", "guide"],
  ["Tasks", "task/index.html", "task"],
  ["Techniques", "technique/index.html", "technique"],
  ["Reference", "reference/index.html", "reference"],
  ["API", "api/index.html", "api"],
];

export const rootOf = (url) => "../".repeat(url.split("/").length - 1);

const nav = (url, root, hasApi) =>
  NAV.filter(([, , folder]) => hasApi || folder !== "api")
    .map(
      ([title, href, folder]) =>
        `<a href="${root}${href}"${url.startsWith(`${folder}/`) ? ' aria-current="true"' : ""}>${title}</a>`,
    )
    .join("");

function sidebar(url, siblings, root) {
  if (siblings.length === 0) return "";
  const links = siblings.map((page) => {
    const here = page.url === url ? ' aria-current="page"' : "";
    return `<li><a href="${root}${page.url}"${here}>${escaped(page.short ?? page.title)}</a></li>`;
  });
  return `<nav class="side" aria-label="Pages of this part"><details open><summary>In this part</summary><ul>${links.join("")}</ul></details></nav>`;
}

const tocOf = (headings) => {
  const own = headings.filter(({ tag }) => tag === "h2");
  if (own.length < 3) return "";
  return `<nav class="toc" aria-label="On this page"><p>On this page</p><ul>${own.map(({ slug, text }) => `<li><a href="#${slug}">${escaped(text)}</a></li>`).join("")}</ul></nav>`;
};

function around(url, siblings, root) {
  const at = siblings.findIndex((page) => page.url === url);
  if (at < 0) return "";
  const link = (page, rel, word) =>
    page === undefined
      ? "<span></span>"
      : `<a rel="${rel}" href="${root}${page.url}"><span>${word}</span>${escaped(page.short ?? page.title)}</a>`;
  return `<nav class="around" aria-label="Neighbours">${link(siblings[at - 1], "prev", "Before")}${link(siblings[at + 1], "next", "Next")}</nav>`;
}

/** The whole page; `siblings` are those of its part, in order. */
export function pageOf(
  { url, title, description, html, headings = [], kind = "" },
  { siblings = [], hasApi, version },
) {
  const root = rootOf(url);
  const full = url === "index.html" ? "regularize" : `${title} · regularize`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="description" content="${escaped(description ?? title)}">
<title>${escaped(full)}</title>
<link rel="icon" href="${root}assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${root}assets/site.css">
<script src="${root}assets/site.js" data-root="${root}"></script>
</head>
<body class="${kind}">
<a class="skip" href="#main">Skip to the text</a>
<header class="top">
<a class="brand" href="${root}index.html"><img src="${root}assets/icon.svg" alt="" width="24" height="24">regularize</a>
<nav class="parts" aria-label="Site">${nav(url, root, hasApi)}</nav>
<div class="tools"><div class="search"><input id="search" type="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off" spellcheck="false" role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list"><kbd>/</kbd><ul id="found" role="listbox" aria-label="Found" hidden></ul></div><button id="theme" type="button">Theme</button></div>
</header>
<div class="frame">
${sidebar(url, siblings, root)}
<main id="main" tabindex="-1">
${html}
${around(url, siblings, root)}
</main>
${kind === "front" ? "" : tocOf(headings)}
</div>
<footer class="foot"><p>regularize ${escaped(version)} · MIT licence · built from the same source as the code</p></footer>
</body>
</html>
`;
}
