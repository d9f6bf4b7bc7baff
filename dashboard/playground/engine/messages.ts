import type { Pixels } from "../data/table.ts";
import type { Settings } from "../settings.ts";

/** The two networks of the page: without anything that regularizes, and with what the visitor chose. */
export type Side = "plain" | "yours";
export const SIDES: readonly Side[] = ["plain", "yours"];

/** An epoch, or each network's own best or last one. */
export type Place = "best" | "last" | number;

export type Command =
  /** Begins anew; `run` numbers the beginning, so that late news of the last one can be told from its own. */
  | { readonly type: "start"; readonly run: number; readonly settings: Settings; readonly playing: boolean }
  /** Moves sliders of what is training. */
  | { readonly type: "move"; readonly settings: Settings }
  | { readonly type: "play" }
  | { readonly type: "pause" }
  /** Looks at the networks of an earlier epoch; training waits. */
  | { readonly type: "show"; readonly place: Place }
  /** Trains on from what is shown. */
  | { readonly type: "goOn" }
  /** One epoch. */
  | { readonly type: "step" };

/** What the page draws of the data: it comes once for each start. */
export interface Picture {
  readonly columns: readonly string[];
  readonly classes: readonly string[];
  /** Where rows are images: the shape of one. */
  readonly image: Pixels["shape"] | undefined;
  /** Two inputs: the plane can be drawn. */
  readonly plane: Plane | undefined;
  readonly labels: Int32Array;
  readonly wrong: Uint8Array;
  readonly validationLabels: Int32Array;
}

/** Points in the units of the data, and the part of the plane that is drawn. */
export interface Plane {
  readonly train: Float32Array;
  readonly validation: Float32Array;
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
}

export interface Point {
  readonly epoch: number;
  readonly train: { readonly loss: number; readonly metric: number };
  readonly validation: { readonly loss: number; readonly metric: number };
  readonly learningRate: number;
}

/** What a network is like at the moment. */
export interface Look {
  /** Probabilities of classes on a grid of the plane, [GRID, GRID, classes], from the upper left corner. */
  readonly grid: Float32Array | undefined;
  /** Shares of rows whose true class has a probability in each of BINS steps. */
  readonly confidence: { readonly train: Float32Array; readonly validation: Float32Array };
  /** Validation rows of each class by the class that they are taken for, [classes, classes]. */
  readonly confusion: Uint32Array;
  /** Where rows are images: the first training rows as this network learns from them, pixels in 0 … 1. */
  readonly drawn: Float32Array | undefined;
  /** Where rows are texts: the same. */
  readonly texts: readonly string[] | undefined;
  /** Rows that are learned beside those of the data: their classes, and where they lie on the plane. */
  readonly added: { readonly labels: Int32Array; readonly points: Float32Array | undefined } | undefined;
  readonly weights: Weights;
}

/** A histogram of all weights. */
export interface Weights {
  readonly counts: Uint32Array;
  /** Bounds of the histogram: −most … most. What lies outside is counted at the ends. */
  readonly most: number;
  readonly zeros: number;
  readonly total: number;
  readonly norm: number;
}

/** Images and texts that are shown as they are learned. */
export const [SHOWN_IMAGES, SHOWN_TEXTS] = [12, 4];
export const GRID = 44;
export const BINS = 20;

/** News of one side since the last message. */
export interface News {
  readonly points: readonly Point[];
  /** The epoch that the points follow: what the page knows of later ones is undone. */
  readonly after: number;
  /** The epoch that `look` is of, and those that can be looked at. */
  readonly shown: number;
  readonly saved: readonly number[];
  readonly look: Look;
  readonly best: { readonly epoch: number; readonly loss: number } | undefined;
  /** Why it ended before its time. */
  readonly stopped: string | undefined;
  readonly done: boolean;
}

export type Report =
  | { readonly type: "ready"; readonly run: number; readonly picture: Picture; readonly settings: Settings }
  | {
      readonly type: "news";
      readonly run: number;
      readonly sides: Readonly<Record<Side, News>>;
      /** Epochs of each side per second, while it trains. */
      readonly speed: number | undefined;
      readonly playing: boolean;
    }
  | { readonly type: "failed"; readonly run: number; readonly text: string };
