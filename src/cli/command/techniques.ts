import { didYouMean, RegularizeError } from "../../core/index.ts";
import type { Member } from "../../catalog.ts";
import { printEvent, printLines } from "../print.ts";
import { cardOf, overviewOf } from "../report/techniques.ts";
import { type CommandDefinition, outStyle } from "./define.ts";

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/gu, "");

function find(all: readonly Member[], name: string): readonly Member[] {
  const found = all.filter((technique) => plain(technique.name) === plain(name));
  const kind = all.filter((technique) => plain(technique.kind) === plain(name));
  if (found.length + kind.length > 0) return found.length > 0 ? found : kind;
  throw new RegularizeError({
    code: "E112",
    where: "NAME",
    message: `there is no technique ${JSON.stringify(name)}`,
    todo: didYouMean(
      name,
      all.map((technique) => technique.name),
    ),
  });
}

export const techniques: CommandDefinition = {
  name: "techniques",
  summary: "list what there is, or explain one: its settings, their ranges, its paper",
  args: [{ name: "NAME", doc: "one technique, or one kind of them", required: false, example: "dropout" }],
  settings: "techniques",
  examples: ["regularize techniques", "regularize techniques dropout"],
  run: async (context) => {
    const { io, mode, jobs, args } = context;
    const all = await jobs.catalog();
    const [name] = args;
    const chosen = name === undefined ? all : find(all, name);
    if (mode.json)
      for (const { kind, name: called, doc, paper, settings } of chosen)
        printEvent(io, { v: 1, type: "technique", kind, name: called, doc, paper, settings });
    else printLines(io.stdout, (name === undefined ? overviewOf : cardOf)(chosen, outStyle(context)));
  },
};
