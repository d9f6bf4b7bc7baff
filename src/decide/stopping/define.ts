import {
  type Described,
  type Given,
  type GivenOf,
  RegularizeError,
  resolveGiven,
  type Schema,
  type ValuesOf,
} from "../../core/index.ts";
import { type Better, bestTracker, type Mark } from "../../train/best.ts";
import type { Observed, Stopping } from "../../train/stopping.ts";

/** Seconds from some fixed moment on, the same moment for every process. */
export type Clock = () => number;
const wallClock: Clock = () => (performance.timeOrigin + performance.now()) / 1000;

/** What a rule sees after an epoch; the score is finite. */
export interface Seen extends Mark {
  readonly better: Better;
  readonly trainLoss: number | undefined;
  /** The run's one best epoch so far, this one included. */
  readonly best: Mark;
}

export interface RuleStep<M> {
  readonly memory: M;
  /** Why to stop: a sentence for a person. Absent to go on. */
  readonly stop?: string | undefined;
}

/** One reason to stop. It holds no state: memory in, memory out, plain JSON. */
export interface Rule<M = unknown> {
  init(): M;
  observe(memory: M, seen: Seen): RuleStep<M>;
}

export interface NamedRule extends Rule {
  /** The `reason` of a stop. */
  readonly reason: string;
}

export interface StoppingDefinition<S extends Schema, M> extends Described {
  readonly settings: S;
  /** The setting that a single number means. */
  readonly main?: keyof S & string;
  /** One word for programs: the name unless said otherwise. */
  readonly reason?: string;
  readonly rule: (settings: ValuesOf<S>, clock: Clock) => Rule<M>;
}

/** How the best epoch is found. */
export interface Tracking {
  /** The score's direction when nobody tells it with the score; a training loop does. */
  readonly better?: Better | undefined;
  readonly ties: "first" | "last";
}

/** Stopping made of rules, which `anyOf` can put together. */
export interface RuledStopping extends Stopping {
  readonly rules: readonly NamedRule[];
  readonly tracking: Tracking;
}

const trackingSettings = {
  ties: { default: "first", choices: ["first", "last"], doc: "Which of equally good epochs is the best one." },
} as const;
type All<S extends Schema> = S & typeof trackingSettings;

export interface StoppingFactory<S extends Schema = Schema, M = unknown> {
  (
    given?: number | (GivenOf<All<S>> & { readonly better?: Better | undefined }),
    options?: { readonly clock?: Clock },
  ): RuledStopping;
  readonly definition: StoppingDefinition<All<S>, M>;
}

/** Makes a way of stopping of one definition. Every one of them stops at once, as "diverged", at a score that is not finite. */
export function defineStopping<const S extends Schema, M>(definition: StoppingDefinition<S, M>): StoppingFactory<S, M> {
  const { name, main, reason = name } = definition;
  const schema = { ...definition.settings, ...trackingSettings } as All<S>;
  const make: (...given: Parameters<StoppingFactory<S, M>>) => RuledStopping = (given, { clock = wallClock } = {}) => {
    const { better, ...rest } = typeof given === "object" ? given : { better: undefined };
    checkBetter(name, better);
    const settings = resolveGiven(name, schema, main, typeof given === "number" ? given : (rest as Given<All<S>>));
    const rule = definition.rule(settings, clock) as Rule;
    return compose([{ ...rule, reason }], { better, ties: settings.ties as Tracking["ties"] });
  };
  return Object.assign(make, { definition: { ...definition, settings: schema } as StoppingDefinition<All<S>, M> });
}

/** Rules side by side around one tracker of "best"; the first of them that wants to stop gives the reason. */
export function compose(rules: readonly NamedRule[], tracking: Tracking): RuledStopping {
  return {
    rules,
    tracking,
    init: () => ({ best: null, rules: rules.map((rule) => rule.init()) }),
    observe: (state, { epoch, score, trainLoss, better: told }) => {
      const better = directionOf(tracking, told);
      const mark = { epoch, score };
      if (!Number.isFinite(score))
        return { state, improved: false, stop: true, reason: "diverged", message: diverged(mark) };
      const tracked = bestTracker({ better, ties: tracking.ties }).observe(state, mark);
      const seen: Seen = { ...mark, better, trainLoss, best: tracked.state.best! };
      const steps = rules.map((rule, i) => rule.observe(state.rules?.[i] ?? rule.init(), seen));
      const next = { ...tracked.state, rules: steps.map(({ memory }) => memory) };
      const found = steps.findIndex(({ stop }) => stop !== undefined);
      const { improved } = tracked;
      if (found < 0) return { state: next, improved, stop: false };
      return { state: next, improved, stop: true, reason: rules[found]!.reason, message: steps[found]!.stop! };
    },
  };
}

const diverged = ({ epoch, score }: Mark): string => `the score became ${score} at epoch ${epoch}`;

/** Throws E311 for a direction that there is not. */
function checkBetter(owner: string, better: unknown): void {
  if (better === undefined || better === "higher" || better === "lower") return;
  throw new RegularizeError({
    code: "E311",
    where: `${owner}.better`,
    message: `${owner}.better is unknown`,
    expected: "higher | lower",
    received: JSON.stringify(better) ?? typeof better,
    todo: `leave it out, or pass the metric's own direction: ${owner}({ better: metric.better })`,
  });
}

/** The direction that was told with the score, or with the settings: never guessed from a name. */
function directionOf({ better }: Tracking, told: Observed["better"]): Better {
  const direction = told ?? better;
  if (direction !== undefined && (better === undefined || better === direction)) return direction;
  const [message, expected, received] =
    direction === undefined
      ? ["nobody told which scores are better", "higher | lower", "neither"]
      : ["the score's direction is another than the one in the settings", direction, better];
  throw new RegularizeError({
    code: "E311",
    where: "stopping.better",
    message: `stopping: ${message}`,
    ...{ expected, received: String(received) },
    todo: "pass it with each score: observe(state, { epoch, score, better: metric.better })",
  });
}
