import { withScales } from "../train/balance/index.ts";
import type { ClassPredictions, Predictions, ValuePredictions } from "../train/metrics/define.ts";
import type { NamedTensor } from "../train/state.ts";
import type { Card } from "./card.ts";

type Tensors = Readonly<Record<string, NamedTensor>>;

/** Names of the tensors of network n of an ensemble; the first's are as those of a single one. */
const prefixOf = (n: number): string => (n === 0 ? "" : `member ${n + 1}/`);

/** The tensors of all networks of an ensemble under names that no two share. */
export const joinTensors = (members: readonly Tensors[]): Tensors =>
  Object.fromEntries(
    members.flatMap((tensors, n) => Object.entries(tensors).map(([name, tensor]) => [prefixOf(n) + name, tensor])),
  );

/** What `joinTensors` joined, of `count` networks. */
export function splitTensors(tensors: Tensors, count: number): Tensors[] {
  if (count === 1) return [tensors];
  const entries = Object.entries(tensors);
  const isOf = (name: string, n: number): boolean =>
    n === 0 ? !name.startsWith("member ") : name.startsWith(prefixOf(n));
  return Array.from({ length: count }, (_, n) =>
    Object.fromEntries(
      entries
        .filter(([name]) => isOf(name, n))
        .map(([name, tensor]) => [name.slice(prefixOf(n).length), tensor] as const),
    ),
  );
}

/** A card for each network of an ensemble, the first's too. */
export const cardsOf = ({ others = [], ...card }: Card): Card[] => [
  card as Card,
  ...others.map((other) => ({ ...card, ...other }) as Card),
];

/** The mean of arrays of one length, entry by entry. */
export const meanOf = (all: readonly Float32Array[]): Float32Array =>
  all.length === 1
    ? all[0]!
    : Float32Array.from(all[0]!, (_, i) => all.reduce((sum, values) => sum + values[i]!, 0) / all.length);

/** The mean of each class's factor; none unless every network tunes labels. */
export function meanScales(all: readonly (readonly number[] | undefined)[]): number[] | undefined {
  const known = all.filter((scales) => scales !== undefined);
  const [first] = known;
  if (first === undefined || known.length < all.length) return undefined;
  return first.map((_, c) => known.reduce((sum, scales) => sum + scales[c]!, 0) / known.length);
}

/** What several networks say of the same rows, averaged: probabilities, or values in the user's units. */
export function averagePredictions(said: readonly Predictions[], scales?: number[]): Predictions {
  const [first] = said;
  if (first!.kind === "regression")
    return { ...first!, values: meanOf(said.map((one) => (one as ValuePredictions).values)) };
  const probabilities = meanOf(said.map((one) => (one as ClassPredictions).probabilities));
  const whole = { ...first!, probabilities };
  return scales === undefined ? whole : withScales(whole, scales);
}
