// Every link of the site leads somewhere, and no page asks another machine for anything.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const decoded = (text) => text.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'");
const LINK = /<(a|link|script|img|iframe|source|use|image)\b[^>]*?\s(href|src|data-src)="([^"]*)"/gu;
const isOutside = (target) => /^(?:[a-z][a-z0-9+.-]*:|\/\/)/iu.test(target);

export const pagesOf = (folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".html"));

/** What is wrong, a line each: `page → target: why`. `skip` names folders that were not built. */
export function brokenLinks(folder, { skip = [] } = {}) {
  const ids = new Map();
  const idsOf = (path) => {
    if (!ids.has(path))
      ids.set(
        path,
        new Set([...readFileSync(path, "utf8").matchAll(/\s(?:id|name)="([^"]*)"/gu)].map(([, id]) => decoded(id))),
      );
    return ids.get(path);
  };
  return pagesOf(folder).flatMap((name) => {
    const path = join(folder, name);
    return [...readFileSync(path, "utf8").matchAll(LINK)].flatMap(([, tag, , written]) => {
      const problem = problemOf(folder, path, tag, decoded(written), { idsOf, skip });
      return problem === undefined ? [] : [`${name} → ${written}: ${problem}`];
    });
  });
}

function problemOf(folder, page, tag, target, { idsOf, skip }) {
  if (target.startsWith("data:")) return undefined;
  if (isOutside(target)) {
    if (tag !== "a") return "asks another machine";
    return /^(?:https:\/\/[\w.-]+\/?|mailto:)/u.test(target) ? undefined : "not https";
  }
  const [path, anchor] = target.split("#");
  const file = path === "" ? page : resolve(dirname(page), decodeURIComponent(path.split("?")[0]));
  const inside = relative(folder, file);
  if (inside.startsWith("..")) return "leaves the site";
  if (skip.some((part) => inside === part || inside.startsWith(`${part}/`))) return undefined;
  const found = existsSync(file) && statSync(file).isDirectory() ? join(file, "index.html") : file;
  if (!existsSync(found)) return "no such file";
  if (anchor === undefined || anchor === "" || !found.endsWith(".html")) return undefined;
  // What follows its # are settings, and any will do.
  if (inside === "playground/playground.html") return undefined;
  return idsOf(found).has(decodeURIComponent(anchor)) ? undefined : "no such anchor";
}
