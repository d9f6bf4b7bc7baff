import type { Random } from "../../src/core/index.ts";

export type Cell = string | number;

/** A population that rows are drawn from: what is true of it is known, because it is written down here. */
export interface World {
  readonly columns: readonly string[];
  readonly task: "classification" | "regression";
  /** One row: its cells, in the order of `columns`, and its answer. */
  readonly draw: (random: Random) => { readonly cells: readonly Cell[]; readonly y: Cell };
}

export const TARGET = "y";

const written = (cell: Cell): string => (typeof cell === "number" ? String(Number(cell.toPrecision(7))) : cell);

/** `rows` rows of a world as CSV. */
export function csvOf({ columns, draw }: World, rows: number, random: Random): string {
  const lines = Array.from({ length: rows }, () => {
    const { cells, y } = draw(random);
    return [...cells, y].map(written).join(",");
  });
  return `${[...columns, TARGET].join(",")}\n${lines.join("\n")}\n`;
}

const normals = (count: number, random: Random): number[] => Array.from({ length: count }, () => random.normal());
const named = (count: number): string[] => Array.from({ length: count }, (_, i) => `x${i + 1}`);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

export interface Of {
  /** Columns that the answer depends on, and those that it does not. */
  readonly informative: number;
  readonly noise?: number;
}

/** y = Σ xᵢ /√d + spread · ε, x standard normal: of the variance, 1/(1 + spread²) can be known. */
export const linear = ({ informative, noise = 0 }: Of, spread: number): World => ({
  columns: named(informative + noise),
  task: "regression",
  draw: (random) => {
    const cells = normals(informative + noise, random);
    return { cells, y: sum(cells.slice(0, informative)) / Math.sqrt(informative) + spread * random.normal() };
  },
});

/** P(yes) = σ(slope · Σ xᵢ /√d). */
export const logistic = ({ informative, noise = 0 }: Of, slope: number): World => ({
  columns: named(informative + noise),
  task: "classification",
  draw: (random) => {
    const cells = normals(informative + noise, random);
    const z = (slope * sum(cells.slice(0, informative))) / Math.sqrt(informative);
    return { cells, y: random.uniform() < sigmoid(z) ? "yes" : "no" };
  },
});

/** Yes where the sign of x₁ x₂ … is positive: no column, and no line, says anything. `band` of rows near a border are left out. */
export const parity = ({ informative, noise = 0 }: Of, band = 0.15): World => ({
  columns: named(informative + noise),
  task: "classification",
  draw: (random) => {
    const side = (): number => (random.uniform() < 0.5 ? -1 : 1) * (band + (1 - band) * random.uniform());
    const cells = [...Array.from({ length: informative }, side), ...normals(noise, random)];
    return { cells, y: cells.slice(0, informative).reduce((a, b) => a * b, 1) > 0 ? "yes" : "no" };
  },
});

/** y = x₁ x₂ + spread · ε. */
export const product = (noise: number, spread: number): World => ({
  columns: named(2 + noise),
  task: "regression",
  draw: (random) => {
    const cells = normals(2 + noise, random);
    return { cells, y: cells[0]! * cells[1]! + spread * random.normal() };
  },
});

/** Clouds around the corners of a simplex: class k is shifted by `distance` along axis k. */
export const clouds = (classes: number, distance: number, noise = 0): World => ({
  columns: named(classes + noise),
  task: "classification",
  draw: (random) => {
    const cells = normals(classes + noise, random);
    const k = random.below(classes);
    cells[k]! += distance;
    return { cells, y: `c${k}` };
  },
});

/** Two rings around each other, their radius blurred: yes is the outer one. */
export const rings = (blur: number, noise = 0): World => ({
  columns: named(2 + noise),
  task: "classification",
  draw: (random) => {
    const outer = random.uniform() < 0.5;
    const [angle, radius] = [2 * Math.PI * random.uniform(), (outer ? 2 : 1) + blur * random.normal()];
    const cells = [radius * Math.cos(angle), radius * Math.sin(angle), ...normals(noise, random)];
    return { cells, y: outer ? "yes" : "no" };
  },
});

/** Friedman 1991, (5.1): 10 sin(π x₁ x₂) + 20 (x₃ − ½)² + 10 x₄ + 5 x₅ + spread · ε, x uniform. */
export const friedman = (noise: number, spread: number): World => ({
  columns: named(5 + noise),
  task: "regression",
  draw: (random) => {
    const cells = Array.from({ length: 5 + noise }, () => random.uniform());
    const [a, b, c, d, e] = cells as [number, number, number, number, number];
    const f = 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e;
    return { cells, y: f + spread * random.normal() };
  },
});

/** The same columns with answers that know nothing of them, drawn from other rows of the same world. */
export const unrelated = (world: World): World => ({
  ...world,
  draw: (random) => ({ ...world.draw(random), y: world.draw(random).y }),
});

/** A share of the answers replaced by another class's, whatever the columns say. */
export const mislabelled = (world: World, share: number, classes: readonly string[]): World => ({
  ...world,
  draw: (random) => {
    const row = world.draw(random);
    if (random.uniform() >= share) return row;
    const others = classes.filter((name) => name !== row.y);
    return { ...row, y: others[random.below(others.length)]! };
  },
});

/** One more column, made from the answer. */
export const leaking = (world: World, leak: (y: Cell, random: Parameters<World["draw"]>[0]) => Cell): World => ({
  ...world,
  columns: [...world.columns, "leak"],
  draw: (random) => {
    const { cells, y } = world.draw(random);
    return { cells: [...cells, leak(y, random)], y };
  },
});
