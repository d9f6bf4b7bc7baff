// The playground's page as the dashboard's build left it, with the files that it asks for and no others.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NAV_STYLE =
  ".site nav{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.95rem}.site nav a{color:inherit}@media (max-width:40rem){.site{flex-wrap:wrap}.site nav{order:3;flex-basis:100%}}";

/** File names among `names` that are reachable from a text, through the scripts and styles that it names. */
function reachable(folder, names, text, found = new Set()) {
  for (const name of names) {
    if (found.has(name) || !text.includes(name)) continue;
    found.add(name);
    if (/\.(?:js|css)$/u.test(name)) reachable(folder, names, readFileSync(join(folder, name), "utf8"), found);
  }
  return found;
}

/** Copies it into `out/playground`; false when it was not built. */
export function copyPlayground(root, out, { hasApi }) {
  const built = join(root, "build/dashboard");
  if (!existsSync(join(built, "playground.html"))) return false;
  const page = readFileSync(join(built, "playground.html"), "utf8");
  const assets = join(built, "assets");
  mkdirSync(join(out, "playground/assets"), { recursive: true });
  for (const name of reachable(assets, readdirSync(assets), page))
    cpSync(join(assets, name), join(out, "playground/assets", name));
  const parts = ["guide", "task", "technique", "reference", ...(hasApi ? ["api"] : [])];
  const title = (part) =>
    ({ guide: "Guides", task: "Tasks", technique: "Techniques", reference: "Reference", api: "API" })[part];
  const nav = parts.map((part) => `<a href="../${part}/index.html">${title(part)}</a>`).join(" ");
  const write = (name, text) => writeFileSync(join(out, "playground", name), text);
  const withStyle = (html, css) => html.replace("</head>", `<style>${css}</style>\n  </head>`);
  const own = page
    .replace("<!-- site-nav -->", nav)
    .replace('class="brand" href="#"', 'class="brand" href="../index.html"');
  write("playground.html", withStyle(own, NAV_STYLE));
  // The front page has a header and a title of its own.
  write("embedded.html", withStyle(page, ".site .brand,.site nav,.intro{display:none}body{padding-top:.6rem}"));
  return true;
}
