import { type CommandName, showValue } from "../options/define.ts";
import type { Resolved } from "../options/layers.ts";
import { flagOf, type Name, namesFor, settingOf } from "../options/settings.ts";
import { renderTable } from "../text/table.ts";
import { clean } from "../text/width.ts";
import type { Style } from "./lines.ts";

/** Every setting of a command, its value and where that comes from. */
export function configReport(command: CommandName, { values, sources }: Resolved, style: Style): string[] {
  const wanted = namesFor(command);
  const text = (name: Name): string => {
    const isAbsent = values[name] === undefined || (Array.isArray(values[name]) && values[name].length === 0);
    return isAbsent ? `(${settingOf(name).otherwise ?? "none"})` : clean(showValue(settingOf(name), values[name]));
  };
  return renderTable(
    [
      { title: "setting", align: "left", cells: wanted.map(flagOf) },
      { title: "value", align: "left", cells: wanted.map(text) },
      { title: "from", align: "left", cells: wanted.map((name) => clean(sources[name])) },
    ],
    { width: style.width },
  );
}

export const configEvent = (command: CommandName, { values, sources }: Resolved): object => ({
  ...{ v: 1, type: "config", command },
  settings: namesFor(command).map((name) => ({ name, value: values[name] ?? null, from: sources[name] })),
});
