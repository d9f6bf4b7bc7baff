// A small index for the search box: titles, headings and the words below them.
import { memberPath } from "./generated.mjs";

const STOP = new Set(
  "a an and are as at be by for from in is it its no not of on or so than that the then there this to was what when where which with".split(
    " ",
  ),
);

const wordsOf = (html) => {
  const text = html.replace(/<style[\s\S]*?<\/style>|<svg[\s\S]*?<\/svg>|<[^>]+>|&\w+;/gu, " ").toLowerCase();
  const words = text.match(/[\p{Letter}][\p{Letter}\p{Number}]{2,}|\be\d{3}\b/gu) ?? [];
  return [...new Set(words)].filter((word) => !STOP.has(word)).join(" ");
};

/** [title, address, part, words] of every page, heading, member, error code and export. */
export function searchIndex({ pages, source, codes, exported }) {
  const entries = pages
    .filter(({ url }) => !url.startsWith("technique/") || url.endsWith("/index.html"))
    .flatMap(({ title, url, html, headings = [], part }) => [
      [title, url, part, url.endsWith("errors.html") || url === "technique/index.html" ? "" : wordsOf(html)],
      ...headings.filter(({ tag }) => tag === "h2").map(({ text, slug }) => [text, `${url}#${slug}`, title, ""]),
    ]);
  const members = source.catalog.map((member) => [
    member.name,
    memberPath(source, member),
    source.spoken(member.kind),
    `${(member.aliases ?? []).join(" ")} ${wordsOf(member.doc)}`,
  ]);
  const errors = codes.map(({ code, messages }) => [
    code,
    `reference/errors.html#${code.toLowerCase()}`,
    "error",
    wordsOf([...messages].join(" ")),
  ]);
  return [...entries, ...members, ...errors, ...exported];
}
