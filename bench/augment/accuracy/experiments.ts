import { join } from "node:path";
import type { GivenRecipe } from "../../../src/job/recipe.ts";
import { type Draws, fewRows, imageDraws, resplit } from "./draws.ts";

export type Change = Omit<GivenRecipe, "name">;

export interface Arm {
  readonly name: string;
  readonly change: Change;
}

export interface Experiment {
  readonly title: string;
  /** The first chooses the epoch and comes first in tables. */
  readonly metrics: readonly string[];
  readonly seeds: number;
  readonly epochs: number;
  /** The weights that are scored: those that validated best, or the last where validation has few positive rows to choose by. */
  readonly keeps: "best" | "last";
  /** Of every arm; the first arm is what the others are compared with. */
  readonly base: Change;
  readonly arms: readonly Arm[];
  /** Adds the first arm once more, its labels by factors of classes tuned on validation rows. */
  readonly tunes?: true;
  readonly draws: (folder: string, seeds: number) => Promise<Draws>;
}

const plain: Arm = { name: "plain", change: {} };

const SAFE_CLOTHES: Change["augment"] = [
  ...["randomHorizontalFlip", { randomCrop: { padding: 2 } }],
  { randomErasing: { p: 0.25 } },
];
const SAFE_DIGITS: Change["augment"] = [{ randomAffine: { degrees: 15, translate: [0.1, 0.1], scale: [0.9, 1.1] } }];

/** Plain gains nothing from the schedule and the higher rate; augmented images are learned in fewer epochs. */
const pictures = {
  metrics: ["accuracy", "logLoss"],
  keeps: "best",
  seeds: 3,
  base: { learningRate: 0.003, schedule: "cosine" },
} as const;

const images = (folder: string) => (data: string, seeds: number) =>
  imageDraws(join(data, "images", folder), 1000, seeds);

const dropping = (rate: number): Arm => ({
  name: `word dropout ${rate}`,
  change: { augment: [{ wordDropout: rate }] },
});

/** EDA's copies are drawn anew in every epoch: of four and the original one each time, so four fifths are altered. */
const texts: Omit<Experiment, "title" | "base" | "draws"> = {
  metrics: ["accuracy", "auc"],
  keeps: "best",
  ...{ seeds: 3, epochs: 40 },
  arms: [
    plain,
    { name: "EDA .1", change: { augment: [{ eda: { alpha: 0.1, copies: 4 } }] } },
    { name: "AEDA", change: { augment: ["aeda"] } },
    dropping(0.1),
    dropping(0.3),
  ],
};

const spam = (data: string): Promise<Draws> =>
  fewRows({ data: join(data, "text/spam_assassin.csv"), text: "text", target: "label" }, 500);
const party = (data: string): Promise<Draws> =>
  fewRows({ data: join(data, "text/sotu_party.csv"), text: "text", target: "party", group: "document" }, 500);
/** At the default rate of 1e-3 weights of words are still far from learned after 40 epochs. */
const tfidf: Change = { network: "tfidf", learningRate: 0.01 };

const rare = {
  metrics: ["averagePrecision", "auc", "balancedAccuracy", "f1"],
  base: {},
  tunes: true,
} as const;

const balanced = (smote: string): Arm[] => [
  plain,
  { name: "class weights", change: { classWeights: "balanced" } },
  { name: "class weights, square root", change: { classWeights: "squareRoot" } },
  { name: smote.toUpperCase(), change: { augment: [{ [smote]: { k: 3 } }] } },
  { name: "random over-sampling", change: { augment: ["randomOverSampler"] } },
];

/** What is tried, by the names of `--only`. */
export const experiments: Readonly<Record<string, Experiment>> = {
  fashion: {
    title: "Fashion-MNIST, small CNN",
    ...{ ...pictures, epochs: 40 },
    arms: [plain, { name: "flip .5, shift 2, erasing .25", change: { augment: SAFE_CLOTHES } }],
    draws: images("fashion_mnist"),
  },
  mnist: {
    title: "MNIST, small CNN",
    ...{ ...pictures, epochs: 20 },
    arms: [
      plain,
      { name: "rotation 15°, shift .1, scale .9–1.1", change: { augment: SAFE_DIGITS } },
      { name: "the same and a vertical flip", change: { augment: [...SAFE_DIGITS, "randomVerticalFlip"] } },
    ],
    draws: images("mnist"),
  },
  spam: { ...texts, title: "spam_assassin, embedding bag", base: {}, draws: spam },
  spamTfidf: { ...texts, title: "spam_assassin, TF-IDF", base: tfidf, draws: spam },
  party: { ...texts, title: "sotu_party by document, embedding bag", base: {}, draws: party },
  partyTfidf: { ...texts, title: "sotu_party by document, TF-IDF", base: tfidf, draws: party },
  bioassay: {
    ...rare,
    ...{ title: "bioassay (1.4 % positive), MLP", seeds: 15, epochs: 60, keeps: "last", arms: balanced("smote") },
    draws: (data) => resplit({ data: join(data, "tabular/bioassay.csv"), target: "Outcome" }, [50, 20, 30]),
  },
  sensor: {
    ...rare,
    ...{
      title: "sensor_anomaly (0.8 % positive), MLP",
      seeds: 3,
      epochs: 30,
      keeps: "last",
      arms: balanced("smotenc"),
    },
    draws: (data) =>
      resplit(
        { data: join(data, "tabular/sensor_anomaly.csv"), target: "label", category: ["mote_id", "indoor"] },
        [30, 20, 50],
      ),
  },
};
