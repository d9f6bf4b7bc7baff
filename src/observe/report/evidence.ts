/** Weights of one layer of one model, counted: exact zeros apart from the others. */
export interface ReportWeights {
  readonly recipe: string;
  readonly count: number;
  /** Weights that are exactly zero. */
  readonly zero: number;
  /** Root of the mean square. */
  readonly size: number;
  /** Counts of the weights that are not zero, in bins of equal width from −reach to reach. */
  readonly bins: readonly number[];
  /** Weights further out than reach. */
  readonly beyond: number;
}

export interface ReportLayer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly reach: number;
  /** One or two: the kept model's, and plain's where that is another. */
  readonly models: readonly ReportWeights[];
}

/** What the model said of classes, by the true class: `counts[true][said]`. */
export interface ReportConfusion {
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** How sure the model was, and how often it was right: means of the rows of each bin of confidence. */
export interface ReportCalibration {
  readonly bins: readonly { readonly confidence: number; readonly accuracy: number; readonly rows: number }[];
  /** Expected calibration error, as the metric has it. */
  readonly ece: number;
}

/** Truth − prediction by the prediction: tenths of the rows, in the user's units. */
export interface ReportResiduals {
  readonly bands: readonly {
    readonly from: number;
    readonly to: number;
    readonly rows: number;
    /** A tenth of the residuals is lower. */
    readonly low: number;
    readonly median: number;
    /** A tenth of the residuals is higher. */
    readonly high: number;
  }[];
}

/** What the kept model said of rows that it did not learn from. */
export interface ReportAnswers {
  readonly part: "test" | "validation";
  readonly rows: number;
  readonly confusion?: ReportConfusion;
  readonly calibration?: ReportCalibration;
  readonly residuals?: ReportResiduals;
}

/** A column of the data. */
export interface ReportColumn {
  readonly name: string;
  /** `number`, `whole number`, `date`, `category`, `text`. */
  readonly type: string;
  readonly use: "target" | "learned from" | "left out";
  readonly blanks: number;
  readonly distinct?: number;
  /** Counts of numbers in bins of equal width, or of the commonest categories. */
  readonly bins?: readonly number[];
  /** The ends of the bins. */
  readonly range?: readonly [low: number, high: number];
}

export interface ReportData {
  readonly name: string;
  readonly rows: number;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** The first of them when there are very many. */
  readonly columns: readonly ReportColumn[];
  readonly columnsInAll: number;
  /** Rows of each class. */
  readonly classes?: readonly { readonly name: string; readonly rows: number }[];
}

/** Whether labels survive the steps of an augmentation; texts are as the audit told them. */
export interface ReportAudit {
  readonly lines: readonly {
    readonly operation: string;
    readonly verdict: string;
    readonly affinity: string;
    readonly worst: string;
    readonly why: string;
  }[];
  /** Validation rows that were asked about. */
  readonly rows: number;
  readonly guarantee: string;
}

/** A small picture, WebP in base64, and what is said of it. */
export interface ReportPicture {
  readonly webp: string;
  readonly width: number;
  readonly height: number;
  readonly label: string;
}

/** A step on images: each original with copies of it. */
export interface ImageStep {
  /** As the audit calls it: the name with its settings. */
  readonly operation: string;
  readonly rows: readonly { readonly original: ReportPicture; readonly copies: readonly ReportPicture[] }[];
}

/** A text with what each step makes of it. */
export interface StepsOnText {
  /** Its class. */
  readonly name: string;
  readonly source: string;
  readonly copies: readonly { readonly operation: string; readonly text: string }[];
}

/** A step on a table: rows before and after, cell by cell, in the units of the data. */
export interface TableStep {
  readonly operation: string;
  /** Names of the columns that are shown; the last one is the target. */
  readonly columns: readonly string[];
  readonly columnsInAll: number;
  readonly rows: readonly { readonly before: readonly string[]; readonly after: readonly string[] }[];
  /** Rows of each class before and after, of a step that makes new rows. */
  readonly counts?: readonly { readonly name: string; readonly before: number; readonly after: number }[];
}

/** Training rows beside what augmentation makes of them: all that a report shows of single rows. */
export type ReportSheet = {
  /** Training rows that are shown. */
  readonly shown: number;
  readonly notes: readonly string[];
} & (
  | { readonly kind: "image"; readonly steps: readonly ImageStep[] }
  | { readonly kind: "text"; readonly texts: readonly StepsOnText[] }
  | { readonly kind: "table"; readonly steps: readonly TableStep[] }
);

/** Aggregates of the kept model and of the data that are counted when a run is saved, and the sheet of augmentations. */
export interface ReportEvidence {
  readonly layers: readonly ReportLayer[];
  readonly answers?: ReportAnswers;
  readonly data?: ReportData;
  /** Classes and values of columns that overfit more than the rest, of the kept model. */
  readonly segments?: ReportSuspects["segments"];
  readonly sheet?: ReportSheet;
  /** What an audit said of the steps, where the result has none of its own. */
  readonly audit?: ReportAudit;
}

/** One edit, and what to expect of it. */
export interface ReportNext {
  readonly edit: string;
  readonly expect: string;
  /** Verdicts that hold beside the first. */
  readonly also?: readonly string[];
}

/** What a report shows of a gap that was taken apart: `result.json`'s `findings.kept` of a fit. */
export interface ReportGap {
  readonly epoch: number;
  readonly honest: { readonly train: number; readonly validation: number; readonly gap: number };
  readonly naive: { readonly train: number; readonly validation: number; readonly gap: number };
  /** naive.train − honest.train by cause. */
  readonly terms: Readonly<
    Record<"penalty" | "averaging" | "augmentation" | "loss" | "batchNorm" | "noise" | "rows", number>
  >;
}

/** Segments that overfit more than the rest, and rows whose labels look wrong: the rest of `findings`. */
export interface ReportSuspects {
  readonly segments: {
    readonly looked: number;
    readonly unit: string;
    readonly worse: readonly {
      readonly by: string;
      readonly name: string;
      readonly train: number;
      readonly validation: number;
      readonly excess: number;
      readonly low: number;
      readonly high: number;
      readonly p: number;
    }[];
  };
  /** Why labels were not looked at, though the training was watched. */
  readonly notLooked?: string;
  /** Absent where the training was not watched. */
  readonly labels?: {
    readonly looked: number;
    readonly suspects: number;
    /** There are more. */
    readonly cut?: true;
    readonly memorized: number;
    readonly claimed: boolean;
    readonly file?: string;
  };
}
