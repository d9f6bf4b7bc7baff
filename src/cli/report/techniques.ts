import type { Setting } from "../../core/index.ts";
import type { Member } from "../../catalog.ts";
import { renderTable } from "../text/table.ts";
import { padEnd, truncate, width, wrap } from "../text/width.ts";
import { KINDS, kinds, nameAmong, spoken } from "./kinds.ts";
import type { Style } from "./lines.ts";
import { legal, searched, usual } from "./settings.ts";

/** The setting that tells most: the one that a single number means, else one that is worth a search, else the first. */
function mainOf({ main, settings }: Member): readonly [name: string, setting: Setting] | undefined {
  const all = Object.entries(settings);
  return all.find(([name]) => name === main) ?? all.find(([, setting]) => searched(setting) !== "") ?? all[0];
}

/** One line each, under its kind: main setting, what is legal, when to use it. A narrow terminal gets less of it. */
export function overviewOf(all: readonly Member[], { colors, width: limit }: Style): string[] {
  const rows = all.map((member) => {
    const [name, setting] = mainOf(member) ?? [];
    const [value, range] = setting === undefined ? ["", ""] : [`${name} ${usual(setting)}`, legal(setting)];
    return { kind: member.kind, name: `  ${member.name}`, value, range, text: member.advice?.when ?? member.doc };
  });
  const sizes = (["name", "value", "range"] as const).map((key) => ({
    key,
    size: Math.min(40, Math.max(0, ...rows.map((row) => width(row[key])))),
  }));
  const shown = sizes.slice(0, limit < 80 ? 1 : limit < 120 ? 2 : 3);
  const line = (row: (typeof rows)[number]): string => {
    const head = shown.map(({ key, size }) => padEnd(truncate(row[key], size), size)).join("  ");
    return `${head}  ${truncate(row.text, Math.max(10, limit - width(head) - 2))}`;
  };
  return kinds.flatMap((kind) => {
    const own = rows.filter((row) => row.kind === kind);
    return own.length === 0 ? [] : [colors.bold(KINDS[kind]), ...own.map(line)];
  });
}

/** Everything about some techniques; `all` tells where their names are settings of others. */
export const cardOf = (chosen: readonly Member[], all: readonly Member[], style: Style): string[] =>
  chosen.flatMap((technique, i) => [...(i === 0 ? [] : [""]), ...card(technique, all, style)]);

function card(member: Member, all: readonly Member[], { colors, width: limit }: Style): string[] {
  const { kind, name, doc, paper, aliases = [], advice, use, settings } = member;
  const owners = all.filter((other) => other !== member && Object.hasOwn(other.settings, name));
  const told = [
    ...labelled("also", aliases.join(", "), limit),
    ...labelled("a setting of", owners.map((other) => nameAmong(other, all)).join(", "), limit),
    ...labelled("when", advice?.when, limit),
    ...labelled("typical", advice?.typical, limit),
    ...labelled("cost", advice?.cost, limit),
    ...(advice?.pitfalls ?? []).flatMap((text, i) => labelled(i === 0 ? "pitfalls" : "", text, limit)),
    ...(advice?.interactions ?? []).flatMap((text, i) => labelled(i === 0 ? "together" : "", text, limit)),
    ...labelled("use", use?.replaceAll("`", ""), limit),
  ];
  const rows = Object.entries(settings);
  return [
    `${colors.bold(name)} (${spoken(kind)})`,
    ...wrap(doc, limit - 2).map((line) => `  ${line}`),
    ...(paper === undefined ? [] : wrap(paper, limit - 2).map((line) => colors.dim(`  ${line}`))),
    ...(told.length === 0 ? [] : ["", ...told]),
    ...(rows.length === 0 ? [] : ["", ...settingsTable("setting", rows, limit - 2).map((line) => `  ${line}`)]),
  ];
}

const LABEL = 14;

function labelled(label: string, text: string | undefined, limit: number): string[] {
  if (text === undefined || text === "") return [];
  const lines = wrap(text, Math.max(20, limit - LABEL - 2));
  return lines.map((line, i) => `  ${padEnd(i === 0 ? label : "", LABEL)}${line}`);
}

/** A setting that several techniques have, such as momentum. */
export function settingCard(name: string, owners: readonly Member[], { colors, width: limit }: Style): string[] {
  const rows = owners.map((owner) => [nameAmong(owner, owners), owner.settings[name]!] as const);
  return [`${colors.bold(name)} (setting)`, "", ...settingsTable("of", rows, limit - 2).map((line) => `  ${line}`)];
}

function settingsTable(title: string, rows: readonly (readonly [string, Setting])[], limit: number): string[] {
  const cells = (show: (setting: Setting) => string): string[] => rows.map(([, setting]) => show(setting));
  return renderTable(
    [
      { title, align: "left", cells: rows.map(([name]) => name) },
      { title: "default", align: "left", cells: cells(usual) },
      { title: "legal", align: "left", cells: cells(legal) },
      { title: "worth trying", align: "left", goes: 1, cells: cells(searched) },
      { title: "", align: "left", goes: 2, cells: cells(({ doc }) => doc) },
    ],
    { width: limit },
  );
}
