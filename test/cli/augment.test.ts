import { describe, expect, it } from "vitest";
import { runCli } from "./fake.ts";

const images = { jobs: { isImageSource: async () => true } };
const named = ["augment", "photos", "--augment", "randomRotation=15,randomErasing"];

describe("augment", () => {
  it("asks for what was written and nothing else, so that the command on the sheet is short", async () => {
    const { augment, code } = await runCli(["augment", "photos", "--out", "sheet.png"], images);
    expect(code).toBe(0);
    const { listing: _, signal: _s, ...asked } = augment[0]!;
    expect(asked).toEqual({ data: "photos", out: "sheet.png" });
    const more = await runCli([...named, "--samples", "8", "--seed", "7", "--image-size", "32"], images);
    expect(more.augment[0]).toMatchObject({
      ...{ augment: [{ randomRotation: 15 }, "randomErasing"], samples: 8, seed: 7, imageSize: [32, 32] },
    });
  });

  it("tells on stderr what was written, and leaves stdout empty", async () => {
    const { stdout, stderr } = await runCli(named, images);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      "✔ data   60 images in 0.2 s\nsaved    augment-photos.png  1 augmentation of 1,036 training rows\n",
    );
    expect((await runCli([...named, "--quiet"], images)).stderr).toBe("");
  });

  it("prints a listing of texts on stdout", async () => {
    const argv = ["augment", "reviews.csv", "--target", "stars", "--text", "review"];
    const { stdout, stderr } = await runCli(argv);
    expect(stdout).toBe("1 · good\n");
    expect(stderr).not.toContain("saved");
    expect((await runCli([...argv, "--quiet"])).stdout).toBe("1 · good\n");
  });

  it("asks for colours on a terminal only, as wide as that is", async () => {
    const argv = ["augment", "reviews.csv", "--target", "stars", "--text", "review"];
    const listing = async (options: Parameters<typeof runCli>[1], more: readonly string[] = []) => {
      const asked = (await runCli([...argv, ...more], options)).augment[0]!.listing!;
      return { width: asked.width, added: asked.marks!.added("x") };
    };
    expect(await listing({})).toEqual({ width: undefined, added: "{+x+}" });
    expect(await listing({ tty: true, columns: 90 })).toEqual({ width: 90, added: "\u001b[1;4;34mx\u001b[0m" });
    expect(await listing({ tty: true, columns: 300 })).toMatchObject({ width: 140 });
    expect(await listing({ tty: true, columns: 90, env: { NO_COLOR: "1" } })).toEqual({ width: 90, added: "{+x+}" });
    expect(await listing({ tty: true, columns: 90 }, ["--json"])).toEqual({ width: undefined, added: "{+x+}" });
  });

  it("--json prints versioned events and one result", async () => {
    const { stdout, stderr } = await runCli([...named, "--json"], images);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(events).toEqual([
      expect.objectContaining({ v: 1, type: "notice" }),
      {
        ...{ v: 1, type: "result", kind: "image", format: "png", path: "augment-photos.png" },
        ...{ operations: ["randomRotation (degrees 15)"], trainingRows: 1036, shown: [3, 5] },
      },
    ]);
    expect(stderr).toBe("");
  });

  it("shows the augmentation of a recipe; a flag wins over it, it over the settings file", async () => {
    const files = {
      "mine.yaml": "augment:\n  - randomHorizontalFlip\n  - {randomCrop: {padding: 2}}\n",
      "regularize.yaml": "augment: [cutout]\n",
    };
    const argv = ["augment", "photos", "--recipe", "mine.yaml", "--config", "regularize.yaml"];
    const recipe = await runCli(argv, { ...images, files });
    expect(recipe.augment[0]).toMatchObject({
      ...{ augment: ["randomHorizontalFlip", { randomCrop: { padding: 2 } }], recipeFile: "mine.yaml" },
    });
    const flag = await runCli([...argv, "--augment", "equalize"], { ...images, files });
    expect(flag.augment[0]).toMatchObject({ augment: ["equalize"] });
    expect(flag.augment[0]).not.toHaveProperty("recipeFile");
  });

  it.each([
    ["a: 1", "E130"],
    ["dropout: 0.3", "E112"],
    ["- name: a\n  augment: [cutout]\n- name: b", "E112"],
    ["augment: [cutot]", "E136"],
  ])("a recipe %j is refused before any work", async (text, code) => {
    const ran = await runCli(["augment", "photos", "--recipe", "r.yaml"], { ...images, files: { "r.yaml": text } });
    expect(ran).toMatchObject({ code: 2, augment: [] });
    expect(ran.stderr).toContain(code);
  });

  it.each([
    [["--samples", "0"], "E113"],
    [["--samples", "21"], "E113"],
    [["--augment", "a b"], "E113"],
    [["--epochs", "3"], "E111"],
  ])("%j is no use of it", async (more, code) => {
    const ran = await runCli(["augment", "photos", ...more], images);
    expect(ran).toMatchObject({ code: 2, augment: [] });
    expect(ran.stderr).toContain(code);
  });

  it("needs a target for a table, and names the columns", async () => {
    const { code, stderr } = await runCli(["augment", "t.csv"], { files: { "t.csv": "age,churn\n1,2\n" } });
    expect(code).toBe(2);
    expect(stderr).toContain("augment needs --target");
    expect(stderr).toContain("regularize augment t.csv --target churn");
  });
});
