import { keyOf, type Random, randomOf } from "../../../src/core/index.ts";
import type { AuditOperation, AuditOptions } from "../../../src/decide/index.ts";
import type { ClassPredictions } from "../../../src/train/metrics/index.ts";

export const CLASSES = 10;

/** `perClass` rows of each class, by class. */
export const labels = (perClass: number, classes = CLASSES): Float32Array =>
  Float32Array.from({ length: perClass * classes }, (_, row) => Math.floor(row / perClass));

/** Answers that name one class for each row, with probability .9. */
export function answers(targets: Float32Array, said: (row: number) => number, classes = CLASSES): ClassPredictions {
  const rows = targets.length;
  const probabilities = new Float32Array(rows * classes).fill(0.1 / (classes - 1));
  for (let row = 0; row < rows; row++) probabilities[row * classes + said(row)] = 0.9;
  return { kind: classes === 2 ? "binary" : "multiclass", rows, classes, probabilities, targets };
}

/** A model that is right with probability `accuracy`, and otherwise names the next class. */
export function noisy(targets: Float32Array, accuracy: number, random: Random, classes = CLASSES): ClassPredictions {
  return answers(targets, (row) => (targets[row]! + (random.uniform() < accuracy ? 0 : 1)) % classes, classes);
}

export const flip: AuditOperation = { name: "flip" };
export const turn: AuditOperation = { name: "turn", strengths: [5, 10, 15, 20, 30, 45, 90, 180], unit: "°" };

/** An audit of flip whose clean model is perfect, unless told otherwise. */
export function options(given: Partial<AuditOptions> & Pick<AuditOptions, "score">): AuditOptions {
  const targets = labels(50);
  const clean = answers(targets, (row) => targets[row]!);
  return { operations: [flip], clean, ...given };
}

export const randomFor = (seed: number): Random => randomOf(keyOf(seed));
