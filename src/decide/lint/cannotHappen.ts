/** A mistake that this library leaves no way to make: why it would hurt, what prevents it, and the test that shows it. */
export interface CannotHappen {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly prevented: string;
  readonly shownBy: string;
}

/** What other tools' users must look out for, and `lint` need not. */
export const cannotHappen: readonly CannotHappen[] = [
  {
    id: "augmentationOnValidation",
    title: "augmented validation rows",
    why: "the score is of pictures that nobody will send",
    prevented: "only training draws from augmented batches; scoring is always on clean rows",
    shownBy: "test/job/augmentation.test.ts",
  },
  {
    id: "standardizedOverAllRows",
    title: "standardization over all rows",
    why: "test rows take part in the mean that the model learns with",
    prevented: "preprocessing is fitted by each fold on its training rows alone",
    shownBy: "test/job/prepare.test.ts",
  },
  {
    id: "resamplingAcrossSplits",
    title: "SMOTE before the split",
    why: "cross-validation said .724 where .698 was true (Santos et al. 2018)",
    prevented: "samplers are steps of a recipe, which see the training rows of a fold only",
    shownBy: "test/job/augmentation.test.ts",
  },
  {
    id: "flipsOnText",
    title: "steps of pictures on text",
    why: "a mirrored sentence is none",
    prevented: "a step of another kind of data is refused before anything is trained (E136)",
    shownBy: "test/job/augmentation.test.ts",
  },
  {
    id: "averageWithoutStatistics",
    title: "SWA or EMA with batch-norm statistics of other weights",
    why: "averaged weights need statistics of their own",
    prevented: "they are estimated anew by one clean pass before averages are scored or kept",
    shownBy: "test/train/averaging.test.ts",
  },
  {
    id: "stoppingWithoutRestore",
    title: "early stopping that keeps the last weights",
    why: "the last epochs are the overfitted ones",
    prevented: "the best epoch's weights are always restored",
    shownBy: "test/train/loop.test.ts",
  },
  {
    id: "bestWeightsOverwritten",
    title: "a shallow copy of the best weights",
    why: "later steps overwrite what was kept",
    prevented: "the weights are one array, and keeping them copies it",
    shownBy: "test/train/loop.test.ts",
  },
  {
    id: "twoTrackers",
    title: "one tracker for stopping, another for the best",
    why: "two different bests",
    prevented: "every rule of stopping reads the same tracker",
    shownBy: "test/decide/bestTracker.test.ts",
  },
  {
    id: "l1BySubgradient",
    title: "L1 as a term of the loss",
    why: "0 of 20 weights become exactly zero; by proximal steps 13 of 20",
    prevented: "L1 is a proximal step after the update, in Adam's own metric under Adam",
    shownBy: "test/penalty/lasso.test.ts",
  },
  {
    id: "penaltyInTheGap",
    title: "penalty or dropout in one loss and not in the other",
    why: "a gap of 2.173 against 1.588 on the same rows",
    prevented: "training and validation are scored alike: inference mode, data loss only, at the end of the epoch",
    shownBy: "test/train/scoring.test.ts",
  },
  {
    id: "meanOfBatchMeans",
    title: "validation loss as the mean of batch means",
    why: "a small last batch weighs too much",
    prevented: "losses are summed over rows",
    shownBy: "test/train/scoring.test.ts",
  },
  {
    id: "chosenOnTest",
    title: "choosing on the test rows",
    why: "validation flattered the chosen model by a median of 2.6 points on small tables",
    prevented: "test rows are sealed before the first trial and scored once, at the end",
    shownBy: "test/job/leakage.test.ts",
  },
];
