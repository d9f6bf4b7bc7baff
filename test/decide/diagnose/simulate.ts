import { fold, type Key, keyOf, type Random, randomOf } from "../../../src/core/index.ts";
import type { DiagnosisKind, Story, StoryEpoch } from "../../../src/decide/diagnose/index.ts";

export type Truth = Exclude<DiagnosisKind, "leakSuspected" | "noisyLabels"> | "leakSuspected";

const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
const between = (random: Random, low: number, high: number): number => low + (high - low) * random.uniform();

/** Population curves of one truth, as shares of guessing's loss, at the progress t in 0 … 1; the noise comes on top. */
interface Course {
  readonly train: (t: number) => number;
  readonly validation: (t: number) => number;
  readonly rest?: Partial<Story>;
}

const decay = (from: number, to: number, speed: number) => (t: number) => to + (from - to) * Math.exp(-speed * t);

const COURSES: { readonly [K in Truth]: (random: Random, height?: number) => Course } = {
  good: (r) => {
    const [end, speed] = [between(r, 0.2, 0.6), between(r, 6, 15)];
    return { train: decay(1, end, speed), validation: decay(1, end * between(r, 1, 1.04), speed) };
  },
  harmfulOverfitting: (r, share) => {
    const [low, speed, turn] = [between(r, 0.3, 0.7), between(r, 8, 20), between(r, 0.15, 0.5)];
    const height = low * (share ?? between(r, 0.2, 1));
    const fall = decay(1, low, speed);
    return {
      train: decay(1, between(r, 0.01, 0.15), speed / 2),
      validation: (t) => fall(t) + (t > turn ? (height * (t - turn)) / (1 - turn) : 0),
    };
  },
  benignGap: (r) => {
    const [low, speed] = [between(r, 0.3, 0.7), between(r, 8, 20)];
    return { train: decay(1, low * between(r, 0.1, 0.6), speed), validation: decay(1, low, speed) };
  },
  underfitting: (r) => {
    const end = between(r, 0.94, 0.99);
    return { train: decay(1, end, 15), validation: decay(1, end, 15) };
  },
  notFinished: (r) => {
    const [end, speed] = [between(r, 0.05, 0.3), between(r, 1, 2)];
    return { train: decay(1, end, speed), validation: decay(1, end * 1.03, speed) };
  },
  noSignal: (r) => {
    const rise = between(r, 0.3, 2);
    return { train: decay(1, between(r, 0.01, 0.4), between(r, 3, 8)), validation: (t) => 1.01 + rise * t };
  },
  diverged: (r) => {
    const [turn, factor] = [between(r, 0.2, 0.8), between(r, 5, 50)];
    const fall = decay(1, 0.5, 10);
    const course = (t: number): number => (t > turn ? factor * (1 + t) : fall(t));
    return { train: course, validation: course };
  },
  staleBatchNorm: (r) => {
    const [end, wild] = [between(r, 0.1, 0.4), between(r, 6, 60)];
    const rest = { scoredAlike: false };
    return { train: decay(0.9, end, 6), validation: (t) => end + wild * Math.exp(-between(r, 0.5, 3) * t), rest };
  },
  cannotTell: (r) => {
    const end = between(r, 0.6, 0.9);
    const standardError = between(r, 0.25, 0.5);
    const metric = { name: "logLoss", better: "lower", perfect: 0 } as const;
    const rest = { standardError, validationRows: 20, metric };
    return { train: decay(1, end, 10), validation: decay(1, end, 10), rest };
  },
  leakSuspected: (r) => ({
    train: decay(between(r, 0.0005, 0.003), 0.0001, 10),
    validation: decay(between(r, 0.0005, 0.003), 0.0001, 10),
  }),
};

export interface Unrest {
  /** Times the usual noise from epoch to epoch. */
  readonly unrest?: number;
  /** How far validation rises where it does, as a share of its least. */
  readonly height?: number;
}

/** Epochs whose population course is known, seen through the noise of epochs; unit of losses and length vary. */
export function simulate(truth: Truth, key: Key, { unrest = 1, height }: Unrest = {}): Story {
  const random = randomOf(fold(key, "course"));
  const { train, validation, rest } = COURSES[truth](random, height);
  const [count, guessing] = [20 + random.below(60), between(random, 0.3, 3)];
  const noise = unrest * between(random, 0.002, 0.02);
  const floor = truth === "leakSuspected" ? 0 : 0.01;
  const seen = (share: number, scale: number): number =>
    guessing * Math.max(share * (1 + scale * normal(random)), floor * random.uniform());
  const epochs = Array.from({ length: count }, (_, i): StoryEpoch => {
    const t = (i + 1) / count;
    const loss = { train: seen(train(t), noise / 3), validation: seen(validation(t), noise) };
    return { epoch: i + 1, loss, ...(rest?.metric === undefined ? {} : { metric: loss }) };
  });
  const baseline = { loss: guessing, ...(rest?.metric === undefined ? {} : { metric: guessing }) };
  const scaledError = rest?.standardError === undefined ? {} : { standardError: rest.standardError * guessing };
  return { source: "regularize", restores: false, scoredAlike: true, epochs, baseline, ...rest, ...scaledError };
}

export const TRUTHS = Object.keys(COURSES) as Truth[];
export const keyFor = (truth: string, i: number): Key => fold(keyOf(7), truth, i);
