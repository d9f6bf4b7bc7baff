import {
  type Described,
  fold,
  type Given,
  type Key,
  type Random,
  randomOf,
  resolveGiven,
  type Schema,
  type ValuesOf,
} from "../../../core/index.ts";
import {
  type Assignment,
  assign,
  canonical,
  enumerate,
  isInside,
  obeysAll,
  type Space,
  valueAt,
} from "../space/index.ts";

/** What is known of a trial when the next is suggested. */
export interface Known {
  readonly values: Assignment;
  /** "running": nobody knows its score yet. */
  readonly state: "done" | "pruned" | "failed" | "running";
  /** Lower is better, whatever the metric; NaN unless done or pruned. */
  readonly loss: number;
}

/** Says what to try next. A pure function: the same space, trials (in the order asked) and key of the study give the same assignment. */
export interface Sampler {
  readonly name: string;
  /** Plain JSON; with the name it tells one sampler from another. */
  readonly settings: { readonly [name: string]: unknown };
  /** Undefined when there is nothing left to try. */
  suggest(space: Space, trials: readonly Known[], key: Key): Assignment | undefined;
}

/** What a sampler draws candidates from: the space, what was tried inside it, and randomness of its own. */
export interface Drawing {
  readonly space: Space;
  readonly trials: readonly Known[];
  /** How many trials there were before. */
  readonly number: number;
  /** Of the study: the same for all its trials. */
  readonly key: Key;
  /** Of this trial alone. */
  readonly random: Random;
  /** Whether the values are within the space's constraints and were not tried yet. */
  readonly isNew: (values: Assignment) => boolean;
}

export interface SamplerDefinition<S extends Schema> extends Described {
  readonly settings: S;
  readonly main?: keyof S & string;
  /** The next assignment; undefined falls back on any that was not tried. */
  readonly draw: (drawing: Drawing, settings: ValuesOf<S>) => Assignment | undefined;
  /** The finite list that it walks through, where the space is endless. */
  readonly list?: (space: Space, settings: ValuesOf<S>) => readonly Assignment[];
}

export interface SamplerFactory<S extends Schema = Schema> {
  (given?: Given<S>): Sampler;
  readonly definition: SamplerDefinition<S>;
}

const TRIES = 200;

/** Uniform on each parameter's own scale. */
const drawUniform = ({ space, random }: Pick<Drawing, "space" | "random">): Assignment =>
  assign(space, (parameter) => valueAt(parameter, random.uniform()));

/** Uniform among what is new, or undefined when chance does not find it. */
export function drawNew(drawing: Drawing): Assignment | undefined {
  for (let i = 0; i < TRIES; i++) {
    const values = drawUniform(drawing);
    if (drawing.isNew(values)) return values;
  }
  return undefined;
}

/** In an endless space whose few reachable corners are all tried, a repetition is better than nothing. */
function drawAny(drawing: Drawing): Assignment | undefined {
  for (let i = 0; i < 50 * TRIES; i++) {
    const values = drawUniform(drawing);
    if (obeysAll(drawing.space, values)) return values;
  }
  return undefined;
}

/** What was found out about trials that were told before: a long study asks it of all its trials for each new one. */
interface Memory {
  readonly values: Assignment[];
  /** By trial: whether the space has it. */
  readonly inside: boolean[];
  outside: number;
  /** The canonical texts of those that it has. */
  readonly seen: Set<string>;
}

/** The memory brought up to these trials; begun anew when they do not begin with those that it is of. */
function remember(memory: Memory | undefined, space: Space, told: readonly Known[]): Memory {
  // Every trial has values of its own: where one is in its place, so are those before it.
  const last = (memory?.values.length ?? 0) - 1;
  const holds = memory !== undefined && (last < 0 || told[last]?.values === memory.values[last]);
  const kept: Memory = holds ? memory : { values: [], inside: [], outside: 0, seen: new Set() };
  for (const { values } of told.slice(kept.values.length)) {
    const isIn = isInside(space, values);
    kept.values.push(values);
    kept.inside.push(isIn);
    if (isIn) kept.seen.add(canonical(values));
    else kept.outside++;
  }
  return kept;
}

type Listed = readonly { readonly values: Assignment; readonly text: string }[];

/** The next of a sampler; `listed` are all points there are, where they can be listed. */
function suggestWith(
  drawing: Omit<Drawing, "isNew">,
  { listed, seen }: { readonly listed: Listed | undefined; readonly seen: ReadonlySet<string> },
  draw: (drawing: Drawing) => Assignment | undefined,
): Assignment | undefined {
  const { space, random } = drawing;
  const isNew = (values: Assignment): boolean => obeysAll(space, values) && !seen.has(canonical(values));
  const left = listed?.flatMap(({ values, text }) => (seen.has(text) ? [] : [values]));
  if (left?.length === 0) return undefined;
  const all: Drawing = { ...drawing, isNew };
  const drawn = draw(all);
  if (drawn !== undefined && isNew(drawn)) return drawn;
  return left === undefined ? (drawNew(all) ?? drawAny(all)) : left[random.below(left.length)];
}

/** Makes a sampler of a definition. None repeats itself in a space small enough to list: when all is tried it says so. */
export function defineSampler<const S extends Schema>(definition: SamplerDefinition<S>): SamplerFactory<S> {
  const { name } = definition;
  const make = (given?: Given<S>): Sampler => {
    const settings = resolveGiven(name, definition.settings, definition.main, given);
    const lists = new WeakMap<Space, Listed | undefined>();
    const memories = new WeakMap<Space, Memory>();
    const listOf = (space: Space): Listed | undefined => {
      const list = (): readonly Assignment[] | undefined => definition.list?.(space, settings) ?? enumerate(space);
      if (!lists.has(space))
        lists.set(
          space,
          list()?.map((values) => ({ values, text: canonical(values) })),
        );
      return lists.get(space);
    };
    const suggest: Sampler["suggest"] = (space, told, key) => {
      const memory = remember(memories.get(space), space, told);
      memories.set(space, memory);
      const { inside, outside, seen } = memory;
      const trials = outside === 0 ? told : told.filter((_, i) => inside[i]);
      const random = randomOf(fold(key, name, told.length));
      const drawing = { space, trials, number: told.length, key, random };
      return suggestWith(drawing, { listed: listOf(space), seen }, (all) => definition.draw(all, settings));
    };
    return { name, settings, suggest };
  };
  return Object.assign(make, { definition });
}
