import { beforeAll, describe, expect, it } from "vitest";
import type { RegularizeError } from "../../src/core/index.ts";
import { cardFiles, type TableCard, parseCard } from "../../src/job/card.ts";
import { foldOf, prepareTable } from "../../src/job/prepare.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { classes, scratch } from "./make.ts";

const { write } = scratch();
let card: TableCard;
beforeAll(async () => {
  const prepared = await prepareTable({ data: write("c.csv", classes(60)), target: "churn" }, 1);
  const { task, scale, shape, input } = foldOf(prepared, 0);
  card = {
    ...{ v: 1, ...input, recipe: resolveRecipe({ name: "x" }), task, target: "churn", scale, shape },
    ...{ metric: "auc", seed: 1, repeat: 0, data: { name: "c.csv", sha256: prepared.table.hash, rows: 60 } },
  };
});

const errorOf = (text: string): RegularizeError | undefined => {
  try {
    parseCard(text, "runs/x/recipe.json");
  } catch (error) {
    return error as RegularizeError;
  }
  return undefined;
};

describe("recipe.json", () => {
  it("is read as it was written", () => {
    expect(parseCard(JSON.stringify(card), "recipe.json")).toEqual(card);
  });

  it("is short, whatever the networks: their inputs are a file of their own, and both are read as one", () => {
    const { preprocessor, scale, shape } = card;
    const others = Array.from({ length: 13 }, (_, i) => ({
      ...({ kind: "table", preprocessor, scale, shape, repeat: i + 1 } as const),
      ...(i < 10 ? {} : { recipe: resolveRecipe({ name: "other" }) }),
    }));
    for (const whole of [card, { ...card, others, scales: [1, 2] }]) {
      const files = cardFiles(whole);
      expect(files["recipe.json"].length).toBeLessThan(2500);
      expect(files["recipe.json"]).not.toContain("preprocessor");
      expect(parseCard(files["recipe.json"], "recipe.json", files["inputs.json"])).toMatchObject(whole);
    }
    expect(JSON.parse(cardFiles({ ...card, others })["recipe.json"])).toMatchObject({ averaged: { x: 11, other: 3 } });
    expect(errorOf(cardFiles(card)["recipe.json"])).toMatchObject({ code: "E843" });
  });

  it("keeps what a later version of the same format adds", () => {
    expect(parseCard(JSON.stringify({ ...card, note: "x" }), "recipe.json")).toEqual({ ...card, note: "x" });
  });

  it("is refused when it is no JSON, no card, of another version or kind, or holds another recipe", () => {
    const broken: readonly unknown[] = [
      ...[null, 1, "x", [], {}],
      ...[
        { ...card, v: 2 },
        { ...card, kind: "image" },
        { ...card, recipe: { ...card.recipe, dropout: 2 } },
      ],
      ...[
        { ...card, recipe: { ...card.recipe, unheard: 1 } },
        { ...card, task: { kind: "ranking" } },
      ],
      ...[
        { ...card, shape: { ...card.shape, width: 0 } },
        { ...card, shape: { ...card.shape, outputs: 1.5 } },
      ],
      ...[
        { ...card, preprocessor: { ...card.preprocessor, version: 2 } },
        { ...card, preprocessor: {} },
      ],
      ...Object.keys(card)
        .filter((key) => ["v", "kind", "recipe", "task", "shape", "preprocessor"].includes(key))
        .map((key) => ({ ...card, [key]: undefined })),
    ];
    for (const text of ["", "{", ...broken.map((one) => JSON.stringify(one))])
      expect(errorOf(text), text.slice(0, 200)).toMatchObject({
        code: "E843",
        exitCode: 8,
        where: "runs/x/recipe.json",
      });
  });
});
