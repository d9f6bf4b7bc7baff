import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalog, type Member } from "../../src/catalog.ts";
import { techniquesPage } from "../../src/cli/report/markdown.ts";

describe("docs/techniques.md", () => {
  it("is what the catalogue says: npm run docs writes it", () => {
    const committed = readFileSync(new URL("../../docs/techniques.md", import.meta.url), "utf8");
    expect(committed).toBe(techniquesPage(catalog));
  });

  it("has a row for each member, with every setting and its default", () => {
    const page = techniquesPage(catalog);
    const rows = page.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows).toHaveLength(catalog.length);
    for (const { name, settings } of catalog) {
      const found = rows.filter((line) => line.startsWith(`| \`${name}\` |`));
      const names = Object.keys(settings).map((setting) => `\`${setting}\` `);
      expect(
        found.some((row) => names.every((text) => row.includes(text))),
        name,
      ).toBe(true);
    }
    for (const row of rows) expect(row.match(/(?<!\\)\|/gu), row).toHaveLength(6);
  });

  it("keeps marks out of the table's grammar, and links papers", () => {
    const member: Member = {
      ...{
        kind: "penalty",
        name: "x",
        doc: "λ Σ|w| *and* `a | b`",
        paper: "A 1996, doi:10.1/b(1)<2>.c; B, arXiv:1234.5678",
      },
      settings: { kind: { default: "a", choices: ["a", "b"], doc: "Kind." } },
      advice: { when: "p < q." },
    };
    expect(techniquesPage([member])).toContain(
      "| `x` | λ Σ\\|w\\| \\*and\\* `a \\| b` | `kind` a (a \\| b) | p \\< q. | " +
        "A 1996, [doi](https://doi.org/10.1/b%281%29%3C2%3E.c); B, [arXiv:1234.5678](https://arxiv.org/abs/1234.5678) |",
    );
  });
});
