import { moons, spirals } from "./synthetic.ts";
import { type Raw, rawOf, rawOfImages, type TableFile } from "./table.ts";

export interface DataSet {
  readonly title: string;
  /** What its rows are: some techniques are for images or texts only. */
  readonly kind: "table" | "images" | "texts";
  /** One line: what a row is, what is to be told. */
  readonly about: string;
  readonly source: string;
  /** Whether some columns are categories, where it is a table. */
  readonly categories?: true;
  load(): Promise<Raw>;
}

const table = async (file: Promise<{ readonly default: unknown }>): Promise<Raw> =>
  rawOf((await file).default as TableFile);

/** Images of a file of this side's length. */
async function images(file: URL, side: number, classes: readonly string[]): Promise<Raw> {
  const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
  return rawOfImages(bytes, [1, side, side], classes);
}

async function messages(): Promise<Raw> {
  const [labelled, synonyms] = await Promise.all([import("./messages.json"), import("./synonyms.json")]);
  const { texts, classes, y } = labelled.default;
  const none = { columns: [], numeric: [], x: new Float32Array(0) };
  return { ...none, classes, texts, synonyms: synonyms.default.words, y: Int32Array.from(y) };
}

/** Every set that the page offers, the first one first. */
export const sets = {
  penguins: {
    title: "Penguins: species by beak",
    about: "342 penguins, 2 measures of the beak, 3 species",
    source: "Gorman, Williams & Fraser 2014, CC0",
    kind: "table",
    load: () => table(import("./penguins.json")),
  },
  tumours: {
    title: "Tumours: benign or malignant",
    about: "569 tumours, 2 measures of their cells",
    source: "Wolberg et al. 1995, CC BY 4.0",
    kind: "table",
    load: () => table(import("./tumours.json")),
  },
  credit: {
    title: "Credit risk: all 20 columns",
    about: "1,000 loan applications, 61 inputs, good or bad",
    source: "Hofmann 1994, CC BY 4.0",
    kind: "table",
    categories: true,
    load: () => table(import("./credit.json")),
  },
  clothes: {
    title: "Clothes: images of 14 × 14",
    about: "588 pictures, 196 pixels, 4 garments",
    source: "Fashion-MNIST, Xiao et al. 2017, MIT",
    kind: "images",
    load: () => images(new URL("./clothes.bin", import.meta.url), 14, ["T-shirt", "pullover", "coat", "shirt"]),
  },
  digits: {
    title: "Digits: images of 8 × 8",
    about: "640 pictures, 64 pixels, 10 digits",
    source: "Alpaydin & Kaynak 1998, CC BY 4.0",
    kind: "images",
    load: () => images(new URL("./digits.bin", import.meta.url), 8, "0123456789".split("")),
  },
  messages: {
    title: "Messages: spam or ham",
    about: "569 beginnings of e-mails, 24 words each at most",
    source: "SpamAssassin public corpus, public domain; synonyms: WordNet 3, Princeton University",
    kind: "texts",
    load: messages,
  },
  moons: {
    title: "Two moons (synthetic)",
    about: "400 points by a formula, 2 inputs",
    source: "Drawn from a formula",
    kind: "table",
    load: async () => moons(),
  },
  spirals: {
    title: "Two spirals (synthetic)",
    about: "400 points by a formula, 2 inputs",
    source: "Drawn from a formula",
    kind: "table",
    load: async () => spirals(),
  },
} as const satisfies Record<string, DataSet>;

export type DataName = keyof typeof sets;
