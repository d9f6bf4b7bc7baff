import { moons, spirals } from "./synthetic.ts";
import { type Raw, rawOf, type TableFile } from "./table.ts";

export interface DataSet {
  readonly title: string;
  /** One line: what a row is, what is to be told. */
  readonly about: string;
  readonly source: string;
  load(): Promise<Raw>;
}

const table = async (file: Promise<{ readonly default: unknown }>): Promise<Raw> =>
  rawOf((await file).default as TableFile);

async function clothes(): Promise<Raw> {
  const file = await fetch(new URL("./clothes.bin", import.meta.url));
  const bytes = new Uint8Array(await file.arrayBuffer());
  const rows = bytes.length / 197;
  const x = new Float32Array(rows * 196);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < 196; i++) x[row * 196 + i] = bytes[row * 197 + 1 + i]! / 128 - 0.6;
  const pixels = Array.from({ length: 196 }, (_, i) => `pixel ${i}`);
  const y = Int32Array.from({ length: rows }, (_, row) => bytes[row * 197]!);
  const classes = ["T-shirt", "pullover", "coat", "shirt"];
  return { columns: pixels, numeric: pixels.map(() => false), classes, image: [1, 14, 14], x, y };
}

/** Every set that the page offers, the first one first. */
export const sets = {
  penguins: {
    title: "Penguins: species by beak",
    about: "342 penguins, 2 measures of the beak, 3 species",
    source: "Gorman, Williams & Fraser 2014, CC0",
    load: () => table(import("./penguins.json")),
  },
  tumours: {
    title: "Tumours: benign or malignant",
    about: "569 tumours, 2 measures of their cells",
    source: "Wolberg et al. 1995, CC BY 4.0",
    load: () => table(import("./tumours.json")),
  },
  credit: {
    title: "Credit risk: all 20 columns",
    about: "1,000 loan applications, 61 inputs, good or bad",
    source: "Hofmann 1994, CC BY 4.0",
    load: () => table(import("./credit.json")),
  },
  clothes: {
    title: "Clothes: images of 14 × 14",
    about: "588 pictures, 196 pixels, 4 garments",
    source: "Fashion-MNIST, Xiao et al. 2017, MIT",
    load: clothes,
  },
  moons: {
    title: "Two moons (synthetic)",
    about: "400 points by a formula, 2 inputs",
    source: "Drawn from a formula",
    load: async () => moons(),
  },
  spirals: {
    title: "Two spirals (synthetic)",
    about: "400 points by a formula, 2 inputs",
    source: "Drawn from a formula",
    load: async () => spirals(),
  },
} as const satisfies Record<string, DataSet>;

export type DataName = keyof typeof sets;
