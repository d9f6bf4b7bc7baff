import { type Described, type Given, resolveGiven, type Schema, type ValuesOf } from "../../core/index.ts";

/** How far training is. Epochs count from 0; `epochs` is the most there will be, 2.5 when the third ends half-way. */
export interface Progress {
  readonly epoch: number;
  readonly epochs: number;
  /** Epochs finished, with the fraction of the running one: 2.5 is half-way through the third. */
  readonly time: number;
  readonly stepsPerEpoch: number;
}

/** Whether a schedule follows every step or changes at the start of an epoch, as PyTorch's schedulers mostly do. */
export const perSetting = <const D extends "step" | "epoch">(usual: D) =>
  ({ default: usual, choices: ["step", "epoch"], doc: "How often it changes." }) as const;

/** Epochs finished, in whole numbers when changes are by epochs. */
export const now = ({ epoch, time }: Progress, per: "step" | "epoch"): number => (per === "epoch" ? epoch : time);

/** What a schedule remembers: plain numbers, so that a checkpoint holds them. */
export type ScheduleState = Readonly<Record<string, number>>;

/** What a schedule may learn at the end of an epoch. */
export interface Observation {
  /** The monitored validation score. */
  readonly score: number;
  readonly better: "higher" | "lower";
}

export interface ScheduleDefinition<S extends Schema> extends Described {
  readonly settings: S;
  readonly main?: keyof S & string;
  readonly init?: () => ScheduleState;
  /** What the base value is multiplied with. */
  readonly factor: (progress: Progress, settings: ValuesOf<S>, state: ScheduleState) => number;
  readonly observe?: (state: ScheduleState, seen: Observation, settings: ValuesOf<S>) => ScheduleState;
  /** Whether what it observed asks for the best weights so far; absent where it never does. */
  readonly rollsBack?: (before: ScheduleState, after: ScheduleState, settings: ValuesOf<S>) => boolean;
}

/** A schedule with its settings resolved. State in, state out. */
export interface Schedule {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly init: () => ScheduleState;
  readonly factor: (progress: Progress, state: ScheduleState) => number;
  readonly observe: (state: ScheduleState, seen: Observation) => ScheduleState;
  /** Absent where it never asks for the best weights. */
  readonly rollsBack?: (before: ScheduleState, after: ScheduleState) => boolean;
}

export interface ScheduleFactory<S extends Schema = Schema> {
  (given?: Given<S>): Schedule;
  readonly definition: ScheduleDefinition<S>;
}

/** Makes a schedule of one definition. */
export function defineSchedule<const S extends Schema>(definition: ScheduleDefinition<S>): ScheduleFactory<S> {
  const { name, settings: schema, main, init, factor, observe, rollsBack } = definition;
  const make = (given?: Given<S>): Schedule => {
    const settings = resolveGiven(name, schema, main, given);
    return {
      name,
      settings,
      init: init ?? (() => ({})),
      factor: (progress, state) => factor(progress, settings, state),
      observe: (state, seen) => observe?.(state, seen, settings) ?? state,
      ...(rollsBack === undefined ? {} : { rollsBack: (before, after) => rollsBack(before, after, settings) }),
    };
  };
  return Object.assign(make, { definition });
}
