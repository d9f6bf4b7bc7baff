import type { ClassPredictions, ValuePredictions } from "../../train/metrics/index.ts";
import type { Figure } from "./figure.ts";

/** Something done to rows that their label should survive. */
export interface AuditOperation {
  readonly name: string;
  /** From weak to strong; absent for what is done or not done. */
  readonly strengths?: readonly number[];
  /** What follows a strength when it is shown: `°`. */
  readonly unit?: string;
}

export type AuditVerdict = "safe" | "risky" | "breaks labels" | "can't tell";

/** How a class fared. Accuracies are shares of its rows. */
export interface ClassChange {
  readonly name: string;
  readonly rows: number;
  readonly clean: number;
  /** Accuracy now − on clean rows. */
  readonly change: Figure;
  /** That it fell by no more than 20 points, times the number of such questions in the audit, at most 1. */
  readonly p: number;
  /** The clean model knows the class too little for a fall to be seen. */
  readonly blind: boolean;
}

/** Rows of a class that are now taken for another. */
export interface Confusion {
  readonly from: string;
  readonly to: string;
  /** Share of the class's rows, now − on clean rows. */
  readonly rise: Figure;
}

/** What a model said that was trained with the operation: whether rows are broken, or only look unfamiliar. */
export interface SecondLook {
  /** Classes: its accuracy, mean of clean and changed rows, − the clean model's. Numbers: the relative rise of its error. */
  readonly change: Figure;
  /** Surely, it does about as well as the clean model does on clean rows: labels survive. */
  readonly passes: boolean;
  /** Surely, it does worse. Where neither is sure the verdict is can't tell. */
  readonly confirms: boolean;
  readonly sentence: string;
}

interface EvaluationBase {
  readonly strength?: number;
  readonly verdict: AuditVerdict;
  /** Why, for a person. */
  readonly sentence: string;
  /** Classes: accuracy on changed ÷ on clean rows. Numbers: RMSE on clean ÷ on changed rows. */
  readonly affinity: Figure;
  /** Copies made of every row; 1 where nothing is drawn. */
  readonly draws: number;
  /** The model answers exactly as on clean rows. */
  readonly unchanged: boolean;
  readonly secondLook?: SecondLook;
}

export interface ClassEvaluation extends EvaluationBase {
  readonly kind: "classes";
  readonly classes: readonly ClassChange[];
  /** The ones that rise most, at most three. */
  readonly confusions: readonly Confusion[];
  /** Log loss now ÷ on clean rows − 1. */
  readonly logLossRise: Figure;
}

export interface ValueEvaluation extends EvaluationBase {
  readonly kind: "values";
  /** RMSE now ÷ on clean rows − 1. */
  readonly errorRise: Figure;
}

export type Evaluation = ClassEvaluation | ValueEvaluation;

export interface OperationAudit {
  readonly name: string;
  readonly verdict: AuditVerdict;
  readonly sentence: string;
  /** The strongest of the grid at which, and below which, labels survive. */
  readonly largestSafe?: number;
  /** False where a weaker strength did worse than a stronger one: the largest safe one was then found from below. */
  readonly monotone: boolean;
  /** From weak to strong; of the grid, those that had to be scored. */
  readonly evaluations: readonly Evaluation[];
}

export interface AuditResult {
  readonly kind: "classes" | "values";
  readonly rows: number;
  /** Accuracy, or RMSE, on clean rows. */
  readonly clean: number;
  /** Why these rows are too few to show any operation safe, for a person; absent where they are enough. */
  readonly limits?: string;
  readonly operations: readonly OperationAudit[];
  /** What is promised of the verdicts, for a person. */
  readonly guarantee: string;
}

/** Answers for the audit's rows, in their order. Their targets are the clean rows' unless the operation changed them. */
export type Answers = ClassPredictions | ValuePredictions;

export interface AuditOptions<O extends AuditOperation = AuditOperation> {
  readonly operations: readonly O[];
  /** Of a model trained on other rows, none of them changed. */
  readonly clean: Answers;
  /** Names of the classes; their numbers when left out. */
  readonly classes?: readonly string[];
  /** The clean model's answers for copy number `draw` of every row. */
  readonly score: (operation: O, strength: number | undefined, draw: number) => Promise<Answers>;
  /**
   * Trains a model as the clean one was, with the operation in half of the draws, and lets it answer for the clean rows and a copy of
   * each. Asked for once per operation that is not safe at its weakest, where its answer can change what is told: a clean model also fails on what is merely unfamiliar.
   */
  readonly relearn?: (
    operation: O,
    strength: number | undefined,
  ) => Promise<{ readonly clean: Answers; readonly changed: Answers }>;
  /** Copies of every row (default 4). */
  readonly draws?: number;
  /** Judged by AUC or the like: decisions are made at the classes' shares, and log loss counts too. */
  readonly ranking?: boolean;
  /** Called before the first operation where the rows are too few to show any safe. */
  readonly foretell?: (limits: string) => void;
  /** Called after each strength. */
  readonly observe?: (operation: O, evaluation: Evaluation) => void;
}
