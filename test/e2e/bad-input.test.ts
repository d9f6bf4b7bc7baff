import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contentOf, csv, people, QUICK, workplace } from "./cli.ts";

const { folder, write, run, call } = workplace();
const good = people(100, (_, signal) => (signal > 1 ? "yes" : "no"));
const lines = good.split("\n");
/** The good file with another header. */
const header = (names: string): string => [names, ...lines.slice(1)].join("\n");
const more = (...rows: string[]): string => `${good}${rows.join("\n")}\n`;
const wide = (columns: number): string => {
  const names = [...Array.from({ length: columns }, (_, i) => `c${i}`), "churn"].join(",");
  return csv(names, 20, (row) => [
    ...Array.from({ length: columns }, (_, i) => (row * i) % 7),
    row % 2 === 0 ? "a" : "b",
  ]);
};

interface Case {
  readonly name: string;
  /** The file that is given, or its name when there is none. */
  readonly file?: string | Uint8Array;
  readonly path?: string;
  readonly args?: readonly string[];
  readonly exit: number;
  readonly code: string;
  /** Where it is and what was found. */
  readonly says: readonly RegExp[];
  /** What to try. */
  readonly todo: RegExp;
}

const CASES: readonly Case[] = [
  {
    name: "a missing file",
    path: "goood.csv",
    exit: 3,
    code: "E202",
    says: [/goood\.csv does not exist/u],
    todo: /did you mean "good\.csv"\?/u,
  },
  {
    name: "a folder",
    path: "folder",
    exit: 3,
    code: "E270",
    says: [/folder holds no images/u, /a sub-folder per class/u],
    todo: /name a CSV of paths and labels/u,
  },
  {
    name: "an empty file",
    file: "",
    exit: 3,
    code: "E204",
    says: [/:1:1 the file is empty/u],
    todo: /check how the file was written/u,
  },
  {
    name: "a header only",
    file: "age,churn\n",
    exit: 3,
    code: "E206",
    says: [/:1:1 .*header and no rows/u, /at least 2 rows/u],
    todo: /check how/u,
  },
  {
    name: "one row",
    file: "age,churn\n1,yes\n",
    exit: 3,
    code: "E206",
    says: [/:2:1 the file has 1 row/u],
    todo: /check how/u,
  },
  {
    name: "one class",
    file: people(100, () => "yes"),
    exit: 3,
    code: "E221",
    says: [/target churn has one value/u, /"yes" in 100 rows/u],
    todo: /--target/u,
  },
  { name: "no target", args: ["--target", ""], exit: 2, code: "E113", says: [/--target/u], todo: /--target churn/u },
  {
    name: "a misspelt target",
    args: ["--target", "chrun"],
    exit: 3,
    code: "E201",
    says: [/good\.csv:1/u, /"chrun" not found/u, /"age", "income", "color", "churn"/u],
    todo: /did you mean "churn"\?/u,
  },
  {
    name: "a target with a space that cannot be seen",
    args: ["--target", "churn\u00a0"],
    exit: 3,
    code: "E201",
    says: [/"churn⟨U\+00A0⟩" not found/u],
    todo: /"churn" differs only in invisible characters|did you mean "churn"\?/u,
  },
  {
    name: "a header with an invisible character",
    file: header("age,income,color,\u200bchurn"),
    exit: 3,
    code: "E208",
    says: [/:1:18 header "⟨U\+200B⟩churn"/u],
    todo: /--trim-headers/u,
  },
  {
    name: "a target missing in every row",
    file: people(100, () => ""),
    exit: 3,
    code: "E220",
    says: [/target churn is missing in every row/u, /100 rows/u],
    todo: /--target/u,
  },
  {
    name: "a constant target",
    file: people(100, () => 7),
    exit: 3,
    code: "E221",
    says: [/one value/u, /"7" in 100 rows/u],
    todo: /--target/u,
  },
  {
    name: "text in a target of numbers",
    file: people(100, (i, signal) => (i === 40 ? "n.a." : signal.toFixed(3))),
    exit: 3,
    code: "E214",
    says: [/:42:\d+ +"n\.a\." is not a number \(column churn\)/u, /1 such cell/u],
    todo: /--on-bad-cell missing/u,
  },
  {
    name: "a target of words as a regression",
    args: ["--target", "color", "--task", "regression"],
    exit: 3,
    code: "E222",
    says: [/good\.csv:2:\d+ "red" is not a number/u, /100 such cells/u],
    todo: /--task classification/u,
  },
  {
    name: "duplicate headers",
    file: header("age,age,color,churn"),
    exit: 3,
    code: "E207",
    says: [/:1:5 two columns are named "age"/u, /columns 1 and 2/u],
    todo: /rename/u,
  },
  {
    name: "a padded header",
    file: header("age,income ,color,churn"),
    exit: 3,
    code: "E208",
    says: [/:1:5 header "income␠"/u],
    todo: /--trim-headers/u,
  },
  {
    name: "ragged rows",
    file: more("30,4,red"),
    exit: 3,
    code: "E209",
    says: [/:102:\d+ the row has 3 cells, the header 4/u],
    todo: /add or remove cells/u,
  },
  {
    name: "an open quote",
    file: more('30,"4,red,yes'),
    exit: 3,
    code: "E210",
    says: [/:102:4 the quote that opens here never closes/u],
    todo: /close it/u,
  },
  {
    name: "UTF-16",
    file: Buffer.from(`\ufeff${good}`, "utf16le"),
    exit: 3,
    code: "E216",
    says: [/:1:1 the file is UTF-16/u],
    todo: /iconv -f UTF-16LE/u,
  },
  {
    name: "a NUL byte",
    file: good.replace("red", "r\0d"),
    exit: 3,
    code: "E212",
    says: [/:2:\d+ byte \d+ is NUL/u],
    todo: /tr -d/u,
  },
  {
    name: "a wrong delimiter",
    file: good.replaceAll(",", ";"),
    args: ["--delimiter", "comma"],
    exit: 3,
    code: "E218",
    says: [/:1:4/u, /one column when cut at ","/u],
    todo: /--delimiter ";"/u,
  },
  {
    name: "an infinite cell",
    file: more("30,-inf,red,yes"),
    exit: 3,
    code: "E215",
    says: [/:102:4 +"-inf" is not a finite .*\(column income\)/u],
    todo: /--on-bad-cell missing/u,
  },
  {
    name: "10,000 columns",
    file: wide(10_000),
    exit: 3,
    code: "E219",
    says: [/10,001 columns/u, /at most 8,192/u],
    todo: /keep the useful columns/u,
  },
  {
    name: "a class of a single row, alone against another",
    file: people(100, (i) => (i === 50 ? "yes" : "no")),
    exit: 3,
    code: "E226",
    says: [/AUC cannot be computed/u, /only "no"/u],
    todo: /--metric logLoss/u,
  },
  {
    name: "a batch above the rows",
    args: ["--batch-size", "61"],
    exit: 2,
    code: "E106",
    says: [/61 rows is more than the 60 training rows/u],
    todo: /--batch-size 32/u,
  },
  {
    name: "a learning rate beyond all bounds",
    args: ["--lr", "1e30"],
    exit: 2,
    code: "E113",
    says: [/--lr cannot be "1e30"/u, /at most 1,000/u],
    todo: /--lr 0\.001/u,
  },
  {
    name: "an unknown option",
    args: ["--epocs", "3"],
    exit: 2,
    code: "E111",
    says: [/compare has no option --epocs/u],
    todo: /did you mean --epochs\?/u,
  },
  {
    name: "an unknown metric",
    args: ["--metric", "auk"],
    exit: 2,
    code: "E120",
    says: [/no metric "auk"/u],
    todo: /did you mean "auc"\?/u,
  },
  {
    name: "an unknown recipe key",
    args: ["--recipe", "unknown.yaml"],
    exit: 2,
    code: "E130",
    says: [/unknown\.yaml:2:1 .*no key "dropuot"/u],
    todo: /did you mean "dropout"\?/u,
  },
  {
    name: "an illegal recipe value",
    args: ["--recipe", "illegal.yaml"],
    exit: 2,
    code: "E131",
    says: [/illegal\.yaml:2:10 .*dropout cannot be 5/u, /expected a number in \[0, 0\.95\]/u],
    todo: /dropout: 0 is the default/u,
  },
  {
    name: "a recipe that is no YAML",
    args: ["--recipe", "no.yaml"],
    exit: 2,
    code: "E115",
    says: [/no\.yaml:2:1 .*not YAML/u],
    todo: /name: value/u,
  },
  {
    name: "a recipe that is not there",
    args: ["--recipe", "absent.yaml"],
    exit: 2,
    code: "E114",
    says: [/absent\.yaml does not exist/u],
    todo: /--recipe FILE/u,
  },
  {
    name: "an output below a file",
    args: ["--out", "good.csv/run"],
    exit: 5,
    code: "E523",
    says: [/good\.csv\/run: a part of the path is a file/u],
    todo: /--out/u,
  },
  {
    name: "an output that is taken",
    args: ["--out", "folder"],
    exit: 2,
    code: "E150",
    says: [/folder is not empty/u, /"kept\.txt"/u],
    todo: /--out/u,
  },
];

mkdirSync(join(folder, "folder"));
writeFileSync(join(folder, "folder", "kept.txt"), "kept");
write("good.csv", good);
write(
  "numbers.csv",
  people(100, (_, signal) => (100 * signal).toFixed(2)),
);
write("unknown.yaml", "name: mine\ndropuot: 0.5\n");
write("illegal.yaml", "name: mine\ndropout: 5\n");
write("no.yaml", "a: [1\n");
write("wild.yaml", "name: wild\noptimizer: sgd\nlearningRate: 1000\nhidden: [8, 8]\nepochs: 40\n");
const fileOf = ({ file, path }: Case, i: number): string =>
  file === undefined ? (path ?? "good.csv") : write(`case-${i}.csv`, file);
const given = CASES.map((one, i) => [
  fileOf(one, i),
  ...(one.args?.includes("--target") ? [] : ["--target", "churn"]),
  ...(one.args ?? []),
]);
const before = contentOf(folder);

/** Every other case as events, so that both ways of telling are seen. */
const isJson = (i: number): boolean => i % 2 === 1;
const argsOf = (i: number): string[] => ["compare", ...given[i]!, ...QUICK, ...(isJson(i) ? ["--json"] : [])];

describe("bad input is refused", () => {
  for (const [i, { name, exit, code, says, todo }] of CASES.entries())
    it(name, async ({ expect: check }) => {
      const json = isJson(i);
      const ran = await call(argsOf(i));
      check({ exit: ran.code, stderr: ran.stderr }).toMatchObject({
        exit,
        stderr: check.stringContaining(`error ${code}  `),
      });
      for (const part of says) check(ran.stderr).toMatch(part);
      const [arrow = ""] = ran.stderr.split("\n").filter((line) => line.startsWith("  → "));
      check(arrow).toMatch(todo);
      check(ran.stderr).not.toMatch(/\n\s+at |internal|bug/iu);
      if (!json) check(ran.stdout).toBe("");
      else {
        const events = ran.stdout
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as Record<string, unknown>);
        // What was read may be told before what is wrong with it.
        check(events.slice(0, -1).filter(({ type }) => type !== "notice")).toEqual([]);
        check(events.at(-1)).toMatchObject({
          v: 1,
          type: "error",
          code,
          exitCode: exit,
          message: check.any(String),
          todo: check.stringMatching(todo),
        });
      }
    });

  it.concurrent.each(["a missing file", "an infinite cell", "an unknown option", "an output below a file"])(
    "%s, by a process as by a call",
    async (wanted) => {
      const i = CASES.findIndex(({ name }) => name === wanted);
      expect(await run(argsOf(i))).toEqual(await call(argsOf(i)));
    },
  );

  it("a rate that diverges stops within the step, names the rows, and leaves nothing", async ({ expect: check }) => {
    const ran = await run(["fit", "numbers.csv", "--target", "churn", "--recipe", "wild.yaml", "--json"]);
    check(ran.code).toBe(4);
    check(ran.stderr).toMatch(/error E403 .*became (?:NaN|-?Infinity) at epoch \d+, step \d+ \(lr 1000\)/u);
    check(ran.stderr).toMatch(/Batch rows: \d+, \d+/u);
    check(ran.stderr).toMatch(/→ --lr 100/u);
    const last = JSON.parse(ran.stdout.trimEnd().split("\n").at(-1)!) as object;
    check(last).toMatchObject({ type: "error", code: "E403", exitCode: 4 });
  });
});

describe("after all of them", () => {
  it("no file was changed, and none but an empty runs folder is new", () => {
    const { "runs/": _, ...after } = contentOf(folder);
    expect(after).toEqual(before);
  });
});

describe("input that is odd, but good", () => {
  const learns = async (file: string, args: readonly string[] = []) =>
    call(["fit", file, "--target", "churn", "--epochs", "1", "--hidden", "4", "--out", `out-${file}`, ...args]);

  it("a byte order mark", async ({ expect: check }) => {
    const ran = await learns(write("bom.csv", `\ufeff${good}`));
    check(ran).toMatchObject({ code: 0, stderr: check.stringContaining("100 × 4") });
  });

  it("cells that say NaN are missing, and said so", async ({ expect: check }) => {
    const ran = await learns(write("nan.csv", more("30,NaN,red,yes")));
    check(ran).toMatchObject({ code: 0, stderr: check.stringMatching(/income: 1 cell missing \(line 102\)/u) });
  });

  it("a bad cell that the user takes as missing", async ({ expect: check }) => {
    const ran = await learns(write("cell.csv", more("30,-inf,red,yes")), ["--on-bad-cell", "missing"]);
    check(ran).toMatchObject({ code: 0, stderr: check.stringContaining("⚠") });
  });

  it("padded headers that are trimmed, and another delimiter", async ({ expect: check }) => {
    const ran = await learns(write("pad.csv", header("age,income ,color,churn").replaceAll(",", ";")), [
      "--trim-headers",
    ]);
    check(ran).toMatchObject({ code: 0, stderr: check.stringContaining("100 × 4") });
  });

  it("a class with a single row among others stays in training, and said so", async ({ expect: check }) => {
    const ran = await learns(
      write(
        "rare.csv",
        people(100, (i) => (i === 50 ? "rare" : i % 2 === 0 ? "yes" : "no")),
      ),
    );
    check(ran).toMatchObject({ code: 0, stderr: check.stringMatching(/⚠ class rare: 1 row/u) });
  });
});
