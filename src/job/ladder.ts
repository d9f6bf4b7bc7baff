import type { DataKind } from "./prepare.ts";
import { type GivenRecipe, type Recipe, resolveRecipe } from "./recipe.ts";

type Change = Omit<GivenRecipe, "name">;

/** What the ladder must know of the data. */
export interface Situation {
  readonly kind: DataKind;
  readonly isClassification: boolean;
  /** Some columns hold categories; some hold numbers. */
  readonly hasCategories?: boolean;
  readonly hasNumbers?: boolean;
  /** Training rows of the rarest class, and their share of what it would be were all classes equal: 1 is balanced. */
  readonly rarest?: { readonly rows: number; readonly share: number };
  /** Augmentation that leaves labels alone, as the audit found; the usual one for this kind of data when absent. */
  readonly augment?: Recipe["augment"];
  /** As the base of the recipes has it. */
  readonly network?: Recipe["network"];
}

/** One rung: what it changes about plain, and for which data it is tried. */
interface Rung {
  readonly name: string;
  readonly change: Change | ((of: Situation) => Change);
  readonly when?: (of: Situation) => boolean;
}

const STOPPING = { earlyStopping: true, schedule: "plateau" } as const;
const isTable = ({ kind }: Situation): boolean => kind === "table";
const isImage = ({ kind }: Situation): boolean => kind === "image";
const isConvolutional = ({ kind, network = "auto" }: Situation): boolean =>
  kind === "image" && (network === "auto" || network === "cnn");
const isText = ({ kind }: Situation): boolean => kind === "text";
const hasClasses = ({ isClassification }: Situation): boolean => isClassification;
/** The rarest class has less than four tenths of an equal share: below 20 % of two classes. */
const isImbalanced = ({ rarest }: Situation): boolean => rarest !== undefined && rarest.share < 0.4;
/** Rows in between need two of a class, and numbers that have a between. */
const hasNeighbours = ({ rarest, hasNumbers }: Situation): boolean => rarest!.rows > 1 && hasNumbers !== false;
const NEIGHBOURS = 5;

/** Balances classes with as many neighbours as the rarest one has. */
function smote({ hasCategories, rarest }: Situation): Change {
  const k = Math.min(NEIGHBOURS, (rarest?.rows ?? 2) - 1);
  return { augment: [{ [hasCategories === true ? "smotenc" : "smote"]: { k } }] };
}

/** What leaves most labels alone, where no audit says more. */
const USUAL: Readonly<Record<string, Recipe["augment"]>> = {
  table: [{ columnCutMix: { probability: 0.2 } }],
  image: [{ randomHorizontalFlip: { p: 0.5 } }, { randomCrop: { padding: 2 } }, { randomErasing: { p: 0.25 } }],
  text: [{ eda: { alpha: 0.1 } }],
};
export const usualAugment = (kind: DataKind): Recipe["augment"] => USUAL[kind]!;
const augmentOf = ({ kind, augment }: Situation): Recipe["augment"] => augment ?? usualAugment(kind);
const augments = (of: Situation): boolean => augmentOf(of).length > 0;
const augmentation = (of: Situation): Change => ({ augment: augmentOf(of) });
/** Not steps of the user's own. */
const isUsual = (of: Situation): boolean => JSON.stringify(augmentOf(of)) === JSON.stringify(usualAugment(of.kind));

/**
 * Each technique alone, strong enough to matter in a run of a few thousand steps; "all together" joins them. Decoupled
 * decay acts by lr · decay a step: at lr 1e-3, a decay of 1 shrinks weights as fast as 1e-2 does at lr .1.
 */
const RUNGS: readonly Rung[] = [
  { name: "L2 1e-2", change: { l2: 1e-2 }, when: (of) => !isImage(of) },
  { name: "L1 1e-3", change: { l1: 1e-3 }, when: isTable },
  { name: "weight decay 1", change: { weightDecay: 1 } },
  { name: "dropout .5", change: { dropout: 0.5 } },
  { name: "spatial dropout .2", change: { spatialDropout: 0.2 }, when: isConvolutional },
  { name: "batch norm", change: { norm: "batch" }, when: isTable },
  { name: "no batch norm", change: { norm: "none" }, when: isImage },
  { name: "early stopping + plateau", change: STOPPING },
  { name: "input noise .5", change: { inputNoise: 0.5 }, when: isTable },
  { name: "label smoothing .1", change: { labelSmoothing: 0.1 }, when: hasClasses },
  { name: "column CutMix .2", change: augmentation, when: (of) => isTable(of) && isUsual(of) },
  { name: "class weights", change: { classWeights: "balanced" }, when: isImbalanced },
  { name: "SMOTE", change: smote, when: (of) => isTable(of) && isImbalanced(of) && hasNeighbours(of) },
  { name: "word dropout .1", change: { augment: [{ wordDropout: 0.1 }] }, when: isText },
  { name: "EDA .1", change: augmentation, when: (of) => isText(of) && isUsual(of) },
  { name: "augmentation", change: augmentation, when: (of) => augments(of) && (isImage(of) || !isUsual(of)) },
];

/**
 * Weaker where several act together: their effects add up. No norm beside dropout in tables' two layers: batch norm is for ten and
 * more, behind dropout lint warns of it, and on four tables neither it nor layer norm was better. One kind of decay.
 */
const TOGETHER: Readonly<Record<string, (of: Situation) => Change>> = {
  table: () => ({ dropout: 0.3, inputNoise: 0.1, weightDecay: 0.1, l1: 1e-5 }),
  image: (of) => ({
    ...{ dropout: 0.3, weightDecay: 0.1, augment: augmentOf(of) },
    ...(isConvolutional(of) ? { spatialDropout: 0.1 } : {}),
  }),
  text: (of) => ({ dropout: 0.3, weightDecay: 0.1, augment: augmentOf(of) }),
};

/**
 * What every rung has before the user's base. Images: with a constant rate of 1e-3 augmentation lost on 1,000 of them within 40
 * epochs, with this it paid, and plain was as good (bench/augment).
 */
const START: Readonly<Record<string, Change>> = { image: { learningRate: 3e-3, schedule: "cosine" } };

/** The recipe that every effect is measured against. */
export const PLAIN = "plain";

/**
 * Plain, each technique alone, all together; then the user's own. Changes of the user's `base` reach every rung of the
 * ladder; a technique that the base already names stays as the rung wants it.
 */
export function ladder(found: Situation, base: Partial<Recipe> = {}, own: readonly Recipe[] = []): Recipe[] {
  const of = { ...found, ...(base.network === undefined ? {} : { network: base.network }) };
  const rungs = RUNGS.filter(({ when }) => when === undefined || when(of));
  const together = { ...TOGETHER[of.kind]!(of), ...STOPPING, ...(of.isClassification ? { labelSmoothing: 0.05 } : {}) };
  const start = { ...START[of.kind], ...base };
  return [
    resolveRecipe({ ...start, name: PLAIN }),
    ...rungs.map(({ name, change }) => {
      const changed = typeof change === "function" ? change(of) : change;
      return resolveRecipe({ ...start, ...changed, name });
    }),
    resolveRecipe({ ...start, ...together, name: "all together" }),
    ...own,
  ];
}
