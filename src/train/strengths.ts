import { RegularizeError } from "../core/index.ts";
import type { Observation, Progress, Schedule, ScheduleState } from "../optim/schedule/define.ts";
import type { Trainer } from "./trainer.ts";

/** Schedules by the name of a strength, such as `2.rate`; `*.rate` is every strength whose name ends so. */
export type StrengthSchedules = Readonly<Record<string, Schedule>>;

/** What the schedules remember, by strength: plain numbers, so that a checkpoint holds them. */
export type StrengthStates = Readonly<Record<string, ScheduleState>>;

interface Scheduled {
  readonly name: string;
  /** What the schedule multiplies: the strength's value when training began. */
  readonly base: number;
  readonly schedule: Schedule;
}

/** Strengths under schedules: set before each step, and what they were again afterwards. State in, state out. */
export class ScheduledStrengths {
  readonly #trainer: Trainer;
  readonly #all: readonly Scheduled[];

  /** Throws E310 for a name that no strength has. */
  constructor(trainer: Trainer, schedules: StrengthSchedules = {}) {
    this.#trainer = trainer;
    const bases = Object.entries(trainer.strengths());
    this.#all = Object.entries(schedules).flatMap(([given, schedule]) => {
      const named = bases.filter(([name]) => (given.startsWith("*") ? name.endsWith(given.slice(1)) : name === given));
      if (named.length === 0)
        throw unknownStrength(
          given,
          bases.map(([name]) => name),
        );
      return named.map(([name, base]) => ({ name, base, schedule }));
    });
  }

  init(): StrengthStates {
    return Object.fromEntries(this.#all.map(({ name, schedule }) => [name, schedule.init()]));
  }

  set(progress: Progress, states: StrengthStates): void {
    for (const { name, base, schedule } of this.#all)
      this.#trainer.setStrength(name, base * schedule.factor(progress, states[name] ?? schedule.init()));
  }

  observe(states: StrengthStates, seen: Observation): StrengthStates {
    const next = this.#all.map(({ name, schedule }) => [name, schedule.observe(states[name] ?? schedule.init(), seen)]);
    return Object.fromEntries(next) as StrengthStates;
  }

  reset(): void {
    for (const { name, base } of this.#all) this.#trainer.setStrength(name, base);
  }
}

/** E310 that lists the strengths there are. */
const unknownStrength = (name: string, names: readonly string[]): RegularizeError =>
  new RegularizeError({
    code: "E310",
    where: name,
    message: `The model has no strength ${JSON.stringify(name)}`,
    todo: `it has: ${names.join(", ") || "none"}`,
  });
