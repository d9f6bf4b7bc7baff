import { describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog.ts";
import { resolveSettings } from "../../src/core/index.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

const all = catalog.map((member) => [member.kind, member.name, member] as const);

describe("the catalogue", () => {
  it("has names that differ within a kind, also for who writes them differently", () => {
    const names = catalog.map(({ kind, name }) => `${kind} ${plain(name)}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it("has aliases that are nobody's name", () => {
    const taken = new Set(catalog.map(({ name }) => plain(name)));
    for (const { name, aliases = [] } of catalog) {
      expect(new Set(aliases.map(plain)).size, name).toBe(aliases.length);
      for (const alias of aliases) expect(taken.has(plain(alias)), `${name}: ${alias}`).toBe(false);
    }
  });

  it.each(all)("%s %s explains itself", (_, __, member) => {
    const { name, kind, doc, settings, main, use, advice } = member;
    expect(doc).toMatch(/^\S.*[.]$/u);
    expect(advice, `${name} needs advice: { when: "…" }`).toBeDefined();
    const { when, typical = "none", cost = "none", pitfalls = [], interactions = [] } = advice!;
    for (const sentence of [when, ...pitfalls, ...interactions]) expect(sentence).toMatch(/^\S.*[.]$/u);
    for (const phrase of [typical, cost]) expect(phrase).toMatch(/^\S.*[^.]$/u);
    for (const line of [when, typical, cost, ...pitfalls, ...interactions]) expect(line.length).toBeLessThan(180);
    if (kind === "practice") expect(use).toBeDefined();
    if (main !== undefined) expect(Object.keys(settings)).toContain(main);
  });

  it.each(all)("%s %s has legal defaults", (_, __, { name, settings }) => {
    resolveSettings(name, settings);
    for (const setting of Object.values(settings)) {
      expect(setting.doc).toMatch(/^\S.*[.]$/u);
      if (!("search" in setting) || setting.search === undefined) continue;
      const [[low, high], [from, to, scale]] = [setting.range, setting.search];
      expect(low <= from && from < to && to <= high).toBe(true);
      if (scale === "log") expect(from).toBeGreaterThan(0);
    }
  });

  it("shows recipes that are recipes", () => {
    const lines = catalog.flatMap(({ use = "" }) => [...use.matchAll(/recipe:? `(\w+): ([\w.]+)`/gu)]);
    expect(lines.length).toBeGreaterThan(2);
    for (const [, key = "", value] of lines)
      expect(resolveRecipe({ name: "x", [key]: Number(value) })).toMatchObject({ [key]: Number(value) });
  });
});
