import type { Member } from "../../catalog.ts";
import { KINDS, kinds, nameAmong } from "./kinds.ts";
import { legal, usual } from "./settings.ts";

const HEAD = `<!-- Written by \`npm run docs\` from the catalogue: change the members, not this page. -->

# Techniques

Everything that regularizes, and what it is built from: defaults, legal ranges in parentheses, papers. \`regularize techniques NAME\` tells
more about one (typical values, cost, what is worth trying), by its name or another, such as "weight decay" or "stochastic depth".
`;

/** The docs page of all techniques, grouped by kind. */
export function techniquesPage(all: readonly Member[]): string {
  const sections = kinds.flatMap((kind) => {
    const own = all.filter((member) => member.kind === kind);
    return own.length === 0 ? [] : [`## ${KINDS[kind]}\n\n${table(own)}`];
  });
  return `${[HEAD.trimEnd(), ...sections, cautions(all)].join("\n\n")}\n`;
}

function table(members: readonly Member[]): string {
  const lines = members.map((member) => {
    const { name, doc, paper = "", use, advice } = member;
    const what = use === undefined ? escaped(doc) : `${escaped(doc)}<br>${escaped(use)}`;
    return `| \`${name}\` | ${what} | ${settingsOf(member)} | ${escaped(advice?.when ?? "")} | ${linked(paper)} |`;
  });
  return ["| name | what it does | settings | when to use it | paper |", "|---|---|---|---|---|", ...lines].join("\n");
}

const settingsOf = ({ settings }: Member): string =>
  Object.entries(settings)
    .map(([name, setting]) => `\`${name}\` ${escaped(usual(setting))} (${escaped(legal(setting))})`)
    .join("<br>");

/** What goes wrong, and what goes together. */
function cautions(all: readonly Member[]): string {
  const lines = kinds.flatMap((kind) =>
    all
      .filter((member) => member.kind === kind)
      .flatMap((member) => {
        const { name, advice } = member;
        const told = [...(advice?.pitfalls ?? []), ...(advice?.interactions ?? [])];
        const rest = nameAmong(member, all).slice(name.length);
        return told.length === 0 ? [] : [`- \`${name}\`${rest}: ${escaped(told.join(" "))}`];
      }),
  );
  return `## Pitfalls, and what goes together\n\n${lines.join("\n")}`;
}

/** Text in a cell; inside `code` only the bar ends it. */
const escaped = (text: string): string =>
  text.replace(/`[^`]*`|[|<*]/gu, (part) => (part.startsWith("`") ? part.replaceAll("|", "\\|") : `\\${part}`));

/** An address in a link: its own brackets would end it. */
const address = (url: string): string =>
  encodeURI(url).replace(/[()]/gu, (bracket) => (bracket === "(" ? "%28" : "%29"));

/** Identifiers of papers as links. */
const linked = (paper: string): string =>
  paper
    .replace(/doi:(\S*[\w)])/gu, (_, id: string) => `[doi](${address(`https://doi.org/${id}`)})`)
    .replace(/arXiv:(\d+\.\d+)/gu, (_, id: string) => `[arXiv:${id}](https://arxiv.org/abs/${id})`);
