import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog.ts";
import { commands } from "../../src/cli/run.ts";
import { createProgram } from "../../src/cli/program.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";

const root = resolve(import.meta.dirname, "../..");
const sources = join(root, "docs/site");
const out = mkdtempSync(join(tmpdir(), "regularize-site-"));
/** Beside the code, so that `regularize` and the types of Node are found from there. */
const checked = join(root, "build/docs-check");

const pages = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".md"));
interface Block {
  readonly page: string;
  readonly info: readonly string[];
  readonly code: string;
}
const blocks: readonly Block[] = pages.flatMap((page) =>
  [...readFileSync(join(sources, page), "utf8").matchAll(/^```(\w[^\n]*)\n([\s\S]*?)^```$/gmu)].map((match) => ({
    ...{ page, info: match[1]!.split(/\s+/u), code: match[2]! },
  })),
);
const blocksOf = (language: string): Block[] => blocks.filter(({ info }) => info[0] === language);

// Without the API: typedoc type-checks all of src/ by a compiler of its own, which takes half a minute of a core.
let printed = "";
beforeAll(() => {
  printed = execFileSync(process.execPath, ["scripts/site.mjs", "--no-api", "--out", out], {
    cwd: root,
    encoding: "utf8",
  });
}, 240_000);
afterAll(() => {
  for (const folder of [out, checked]) rmSync(folder, { recursive: true, force: true });
});

const read = (path: string): string => readFileSync(join(out, path), "utf8");

describe("the documentation site", () => {
  it("is built by one command, without a broken link", () => {
    expect(printed).toMatch(/^\d+ pages in [\d.]+ s, 0 broken links/mu);
  });

  it("has a page of every member of the catalogue, with all of its settings and pitfalls", () => {
    const files = new Set(readdirSync(join(out, "technique")));
    for (const member of catalog) {
      const file = [`${member.name}-${member.kind}.html`, `${member.name}.html`].find((name) => files.has(name))!;
      expect(file, member.name).toBeDefined();
      const html = read(`technique/${file}`);
      for (const setting of Object.keys(member.settings)) expect(html).toContain(`<code>${setting}</code>`);
      expect(html.includes('id="pitfalls"'), member.name).toBe((member.advice?.pitfalls ?? []).length > 0);
    }
    expect(files.size).toBe(catalog.length + 1);
  });

  it("names every error code of src/", () => {
    const html = read("reference/errors.html");
    const codes = execFileSync("grep", ["-rhoE", 'code: "E[0-9]{3}"', join(root, "src")], { encoding: "utf8" });
    const wanted = new Set(codes.match(/E\d{3}/gu));
    expect(wanted.size).toBeGreaterThan(100);
    for (const code of wanted) expect(html).toContain(`id="${code.toLowerCase()}"`);
  });

  it("asks no other machine for anything", () => {
    for (const path of readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) =>
      /\.(?:html|css)$/u.test(name),
    )) {
      if (path.startsWith("playground/")) continue;
      expect(read(path), path).not.toMatch(
        /(?:src|srcset)="(?:https?:)?\/\/|<link[^>]*href="https?:|url\(["']?https?:|@import/u,
      );
    }
  });

  it("finds pages, members and codes in its search index", () => {
    const index = JSON.parse(
      /^globalThis\.searchIndex=(.*);\n$/su.exec(read("assets/search-index.js"))![1]!,
    ) as string[][];
    const titles = new Set(index.map(([title]) => title));
    for (const wanted of [
      "Dropout",
      "dropout2d",
      "E201",
      "Statistics",
      "Keras → here".replace("Keras → here", "For Keras users"),
    ])
      expect(titles, wanted).toContain(wanted);
    for (const [, url] of index) expect(existsSync(join(out, url!.split("#")[0]!)), url).toBe(true);
    expect(statSync(join(out, "assets/search-index.js")).size).toBeLessThan(150_000);
  });

  it("a broken link, a missing anchor and a foreign picture fail the check", async () => {
    const { brokenLinks } = (await import(join(root, "scripts/site/links.mjs"))) as {
      brokenLinks: (folder: string) => string[];
    };
    const folder = join(out, "broken");
    mkdirSync(folder);
    const links = [
      '<a href="none.html">',
      '<a href="#none">',
      '<img src="https://example.org/x.png">',
      '<a href="../../etc/passwd">',
    ];
    writeFileSync(
      join(folder, "index.html"),
      `<h1 id="here">x</h1><a href="#here">y</a><a href="https://example.org">z</a>${links.join("")}`,
    );
    expect(brokenLinks(folder)).toHaveLength(links.length);
  });

  it("makes TypeDoc's pages readable with any aid: regions, headings in order, no link in what opens and shuts", async () => {
    const { sitePage } = (await import(join(root, "scripts/site/api.mjs"))) as {
      sitePage: (html: string, up: string, parts: Record<string, string>) => string;
    };
    const link = '<a href="#n" aria-label="Permalink" class="tsd-anchor-icon"><svg></svg></a>';
    const given = `<head></head><a href="../index.html" class="title">regularize</a><div class="col-content"><h1>A</h1><h4>B</h4>
<details><summary class="tsd-accordion-summary"><h2 id="n">N${link}</h2></summary><h5>C</h5><h3>D${link}</h3></details></div>`;
    const html = sitePage(given, "../../", { guide: "Guides" });
    expect(html).toContain('<h2 id="n">N</h2></summary>');
    expect(html).toContain(`<h3>D${link}</h3>`);
    expect(html.match(/<h\d[^>]*>/gu)).toEqual([
      ...["<h1>", '<h4 aria-level="2">', '<h2 id="n">', '<h5 aria-level="3">', "<h3>"],
    ]);
    expect(html).toContain('<div class="col-content" role="main">');
    expect(html).toContain('<a href="../../guide/index.html">Guides</a>');
    expect(html).not.toContain('href="../index.html"');
  });

  it("every figure is small, and shown by a page", () => {
    const figures = readdirSync(join(sources, "figures"));
    const shown = pages.flatMap((page) =>
      [...readFileSync(join(sources, page), "utf8").matchAll(/^::figure (\S+)$/gmu)].map(([, name]) => `${name}.svg`),
    );
    expect(figures.toSorted()).toEqual(shown.toSorted());
    expect(figures.length).toBeGreaterThan(15);
    for (const name of figures) expect(statSync(join(sources, "figures", name)).size, name).toBeLessThan(40_000);
  });
});

describe("code in the documentation", () => {
  it("is TypeScript that the compiler accepts, and that runs unless it trains", () => {
    const found = blocksOf("ts");
    expect(found.length).toBeGreaterThan(20);
    rmSync(checked, { recursive: true, force: true });
    mkdirSync(checked, { recursive: true });
    const names = found.map(({ page, code }, i) => {
      const name = `${page.replaceAll(/[^\w-]/gu, "_")}_${i}.ts`;
      writeFileSync(join(checked, name), `${code}\nexport {};\n`);
      return name;
    });
    const config = { extends: "../../tsconfig.test.json", include: ["*.ts", "../../src/kernel/webassembly.d.ts"] };
    const relaxed = { noUnusedLocals: false, rootDir: "../..", paths: { regularize: ["../../src/index.ts"] } };
    writeFileSync(join(checked, "tsconfig.json"), JSON.stringify({ ...config, compilerOptions: relaxed }));
    const tsc = join(root, "node_modules/@typescript/native/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", join(checked, "tsconfig.json")], { encoding: "utf8" });
    expect(
      stdout.split("\n").filter((line) => line.startsWith("build/docs-check/") || line.startsWith("error")),
    ).toEqual([]);
    const quick = names.filter((_, i) => !found[i]!.info.includes("check"));
    expect(quick.length).toBeGreaterThan(15);
    writeFileSync(join(checked, "all.ts"), quick.map((name) => `await import("./${name}");\n`).join(""));
    const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
    execFileSync(process.execPath, [tsx, "--tsconfig", join(checked, "tsconfig.json"), join(checked, "all.ts")], {
      cwd: root,
    });
  }, 240_000);

  it.each(blocksOf("yaml").filter(({ info }) => !info.includes("space")))("recipe of $page is legal", ({ code }) => {
    const given: unknown = parse(code);
    for (const one of Array.isArray(given) ? given : [given]) expect(() => resolveRecipe(one)).not.toThrow();
  });

  const lines = blocksOf("sh").flatMap(({ page, code }) =>
    code
      .split("\n")
      .flatMap((line) => (line.startsWith("regularize ") ? [{ page, line: line.split(/\s+[#>]/u)[0]! }] : [])),
  );
  it("shows commands of every kind", () => {
    expect(lines.length).toBeGreaterThan(30);
  });
  it.each(lines)("$page: $line", async ({ line }) => {
    const argv = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/gu)]
      .map((match) => match[1] ?? match[2] ?? match[3]!)
      .slice(1);
    let parsed: string | undefined;
    const program = createProgram({ stdout: { write: () => true } }, "0", commands, async ({ definition }) => {
      parsed = definition.name;
    });
    await program.parseAsync(argv, { from: "user" });
    expect(parsed).toBe(argv[0]);
  });
});
