import type { Setting } from "../../core/index.ts";
import type { Member } from "../../catalog.ts";
import { renderTable } from "../text/table.ts";
import { padEnd, truncate, width, wrap } from "../text/width.ts";
import type { Style } from "./lines.ts";

/** One line each, under the kind that it is. */
export function overviewOf(all: readonly Member[], { colors, width: limit }: Style): string[] {
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const size = Math.max(...all.map(({ name }) => width(name)));
  return kinds.flatMap((kind) => [
    colors.bold(kind),
    ...all
      .filter((technique) => technique.kind === kind)
      .map(
        ({ name, doc }) => `  ${padEnd(name, size)}  ${truncate(doc.split("\n")[0]!, Math.max(10, limit - size - 4))}`,
      ),
  ]);
}

/** Everything about some techniques. */
export const cardOf = (chosen: readonly Member[], style: Style): string[] =>
  chosen.flatMap((technique, i) => [...(i === 0 ? [] : [""]), ...card(technique, style)]);

function card({ kind, name, doc, paper, settings }: Member, { colors, width: limit }: Style): string[] {
  const rows = Object.entries(settings);
  return [
    `${colors.bold(name)} (${kind})`,
    ...wrap(doc, limit - 2).map((line) => `  ${line}`),
    ...(paper === undefined ? [] : wrap(paper, limit - 2).map((line) => colors.dim(`  ${line}`))),
    ...(rows.length === 0 ? [] : settingsTable(rows, limit - 2).map((line) => `  ${line}`)),
  ];
}

function settingsTable(rows: readonly (readonly [string, Setting])[], limit: number): string[] {
  const cells = (show: (setting: Setting) => string): string[] => rows.map(([, setting]) => show(setting));
  return renderTable(
    [
      { title: "setting", align: "left", cells: rows.map(([name]) => name) },
      { title: "default", align: "left", cells: cells((setting) => JSON.stringify(setting.default)) },
      { title: "legal", align: "left", cells: cells(legal) },
      { title: "worth trying", align: "left", goes: 1, cells: cells(searched) },
      { title: "", align: "left", goes: 2, cells: cells(({ doc }) => doc) },
    ],
    { width: limit },
  );
}

function legal(setting: Setting): string {
  if ("range" in setting) return `${setting.range[0]} … ${setting.range[1]}`;
  if ("sizes" in setting) return [`${setting.sizes[0]} … ${setting.sizes[1]}`, ...(setting.words ?? [])].join(" | ");
  if ("each" in setting) return `each ${setting.each[0]} … ${setting.each[1]}`;
  return "choices" in setting ? setting.choices.join(" | ") : "true | false";
}

function searched(setting: Setting): string {
  if (!("search" in setting) || setting.search === undefined) return "";
  const [low, high, scale] = setting.search;
  return `${low} … ${high}, ${scale}`;
}
