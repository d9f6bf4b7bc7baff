import type { Replay } from "../../train/naive.ts";

/** Both losses of an epoch's model in inference mode on clean data, data loss alone, and what was seen while it learned. */
export interface EpochLosses {
  readonly epoch: number;
  readonly train: number;
  readonly validation: number;
  /** Mean data loss of the epoch's steps, as they learned. */
  readonly learning: number;
}

/** What each thing adds to the training loss that other libraries show, and so takes off the gap that they show. */
export interface GapTerms {
  /** Penalties on weights and activations, at the weights of the epoch's end. */
  readonly penalty: number;
  /** The epoch's mean over weights that change, or that were averaged, against those of its end. */
  readonly averaging: number;
  /** Batches as they were drawn against clean rows. */
  readonly augmentation: number;
  /** What the loss adds while it learns: label smoothing, consistency. */
  readonly loss: number;
  /** Statistics of batches against running ones: below 0 where those are stale. */
  readonly batchNorm: number;
  /** Dropout and other noise. */
  readonly noise: number;
  /** Rows that only one of the two losses saw: a sample of very many, a last batch of one, weights of classes. */
  readonly rows: number;
}

/** A naive gap taken apart: naive = honest − Σ terms. */
export interface ItemizedGap {
  readonly epoch: number;
  readonly honest: { readonly train: number; readonly validation: number; readonly gap: number };
  /** What other libraries show: training loss with everything on, averaged over the epoch, beside the same validation loss. */
  readonly naive: { readonly train: number; readonly validation: number; readonly gap: number };
  /** naive.train − honest.train, by cause. They add up. */
  readonly terms: GapTerms;
}

/**
 * Takes the difference between a naive and the honest gap apart. Things are switched off one after the other, in the order in
 * which they act: penalties, then the changing weights, the augmentation, the loss's own additions, batch statistics, noise.
 * Batch statistics come before noise, as running statistics were taken under noise: the variance shift that dropout makes of
 * them (Li et al. 2019, arXiv:1801.05134) counts as noise.
 */
export function itemizedGap({ epoch, train, validation, learning }: EpochLosses, replay: Replay): ItemizedGap {
  const { penalty, drawn, clean, plain, running, inference } = replay;
  const naive = learning + penalty;
  return {
    epoch,
    honest: { train, validation, gap: validation - train },
    naive: { train: naive, validation, gap: validation - naive },
    terms: {
      ...{ penalty, averaging: learning - drawn, augmentation: drawn - clean, loss: clean - plain },
      ...{ batchNorm: plain - running, noise: running - inference, rows: inference - train },
    },
  };
}
