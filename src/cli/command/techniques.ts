import { didYouMean, RegularizeError } from "../../core/index.ts";
import type { Member } from "../../catalog.ts";
import { printEvent, printLines } from "../print.ts";
import { KINDS, kinds, spoken } from "../report/kinds.ts";
import { cardOf, overviewOf, settingCard } from "../report/techniques.ts";
import { type CommandDefinition, outStyle } from "./define.ts";

/** Without case, spaces and marks: "Weight decay", weight-decay and weightDecay are one. */
const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** What a word means: some techniques by name or alias, one kind of them, or a setting that some have. */
type Found =
  | { readonly type: "techniques" | "kind"; readonly members: readonly Member[] }
  | { readonly type: "setting"; readonly name: string; readonly members: readonly Member[] };

/** Aliases, and the name with its kind, for names that several kinds have: "mixup (image augmentation)", "image mixup". */
function otherNames({ name, kind, aliases = [] }: Member): readonly string[] {
  return [...aliases, `${name} ${kind}`, `${kind} ${name}`, `${spoken(kind).split(" ")[0]!} ${name}`];
}

function find(all: readonly Member[], word: string): Found {
  const wanted = plain(word);
  const is = (name: string): boolean => plain(name) === wanted;
  const named = all.filter(({ name }) => is(name));
  const members = named.length > 0 ? named : all.filter((member) => otherNames(member).some(is));
  if (members.length > 0) return { type: "techniques", members };
  const ofKind = kinds.filter((one) => [one, `${one}s`, KINDS[one], KINDS[one].split(" ")[0]!].some(is));
  if (ofKind.length > 0) return { type: "kind", members: all.filter(({ kind }) => ofKind.includes(kind)) };
  const name = all.flatMap(({ settings }) => Object.keys(settings)).find(is);
  if (name === undefined) throw unknown(all, word);
  return { type: "setting", name, members: all.filter(({ settings }) => Object.hasOwn(settings, name)) };
}

const unknown = (all: readonly Member[], word: string): RegularizeError =>
  new RegularizeError({
    code: "E112",
    where: "NAME",
    message: `there is no technique ${JSON.stringify(word)}`,
    todo: didYouMean(word, new Set([...all.flatMap(({ name, aliases = [] }) => [name, ...aliases]), ...kinds])),
  });

const eventOf = ({ kind, name, ...rest }: Member): object => ({ v: 1, type: "technique", kind, name, ...rest });

export const techniques: CommandDefinition = {
  name: "techniques",
  summary: "list what there is, or explain one: when to use it, its settings, their ranges, its paper",
  args: [{ name: "NAME", doc: "one technique, one kind of them, or a setting", required: false, example: "dropout" }],
  settings: "techniques",
  examples: ["regularize techniques", "regularize techniques dropout", 'regularize techniques "weight decay"'],
  run: async (context) => {
    const { io, mode, jobs, args } = context;
    const all = await jobs.catalog();
    const [word] = args;
    const style = outStyle(context);
    const found: Found = word === undefined ? { type: "kind", members: all } : find(all, word);
    if (mode.json) for (const member of found.members) printEvent(io, eventOf(member));
    else if (found.type === "kind") printLines(io.stdout, overviewOf(found.members, style));
    else if (found.type === "setting") printLines(io.stdout, settingCard(found.name, found.members, style));
    else printLines(io.stdout, cardOf(found.members, all, style));
  },
};
