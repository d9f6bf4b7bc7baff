import { describe, expect, it } from "vitest";
import { RegularizeError } from "../../src/core/index.ts";
import { type FakeOptions, type Ran, runCli } from "./fake.ts";

const failing = (thrown: unknown): FakeOptions => ({
  jobs: {
    compare: async () => {
      throw thrown;
    },
  },
});
const compare = ["compare", "churn.csv", "--target", "churn"];
const events = ({ stdout }: Ran): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("streams", () => {
  it("the result goes to stdout, what happens on the way to stderr", async () => {
    const ran = await runCli(compare);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^ {2}recipe \(AUC ↑\)/u);
    expect(ran.stdout).not.toContain("7,043");
    expect(ran.stderr).toBe(
      [
        "✔ data   7,043 × 21 in 0.2 s",
        "         ⚠ TotalCharges: 11 blanks",
        "1/1 trials  plain  validation .8  0 s",
        "",
      ].join("\n"),
    );
  });

  it("--quiet leaves stderr empty", async () => {
    const ran = await runCli([...compare, "--quiet"]);
    expect(ran.stderr).toBe("");
    expect(ran.stdout).toContain("✔ verdict");
  });

  it("--json prints events alone, each versioned, and exactly one result at the end", async () => {
    const ran = await runCli([...compare, "--json"], { tty: true });
    expect(events(ran).map(({ v, type }) => `${String(v)} ${String(type)}`)).toEqual([
      ...["1 notice", "1 notice", "1 trial", "1 result"],
    ]);
    expect(ran.stderr).toBe("");
    expect(events(ran).at(-1)).toMatchObject({ winner: "all together", metric: { name: "auc", better: "higher" } });
    // JSON has no NaN.
    expect(events(ran).at(-1)!["recipes"]).toContainEqual(expect.objectContaining({ name: "hot", train: null }));
  });

  it("no colours off a terminal, in CI, under NO_COLOR or TERM=dumb; FORCE_COLOR brings them back", async () => {
    const has = async (options: FakeOptions): Promise<boolean> => {
      const { stdout, stderr } = await runCli(compare, options);
      return (stdout + stderr).includes("\u001b[3");
    };
    expect(await has({ env: { TERM: "xterm" } })).toBe(false);
    for (const env of [{ CI: "true" }, { NO_COLOR: "1", CI: "1" }, { TERM: "dumb" }] as const)
      expect(await has({ env, tty: true })).toBe(false);
    expect(await has({ env: { NO_COLOR: "1", FORCE_COLOR: "1" } })).toBe(true);
  });
});

describe("errors", () => {
  const data = new RegularizeError({
    code: "E214",
    where: "t.csv:3:7",
    message: '"1.2.3" is not a number',
    todo: "fix it",
  });

  it("text on stderr, nothing on stdout, the exit code of their class", async () => {
    const ran = await runCli(compare, failing(data));
    expect(ran).toMatchObject({ code: 3, stdout: "" });
    expect(ran.stderr).toBe('error E214  t.csv:3:7  "1.2.3" is not a number\n  → fix it\n');
  });

  it("with --json also an event on stdout", async () => {
    const ran = await runCli([...compare, "--json"], failing(data));
    expect(ran.code).toBe(3);
    expect(events(ran)).toEqual([
      { v: 1, type: "error", code: "E214", message: data.message, where: "t.csv:3:7", todo: "fix it", exitCode: 3 },
    ]);
  });

  it("with --json an error of usage is an event too", async () => {
    for (const argv of [
      ["compare", "--json"],
      ["compare", "--json", "--nope"],
      ["nope", "--json"],
    ])
      expect(events(await runCli(argv))).toEqual([expect.objectContaining({ type: "error", exitCode: 2 })]);
  });

  it.each([
    ["E101", 2],
    ["E201", 3],
    ["E310", 2],
    ["E403", 4],
    ["E503", 5],
    ["E601", 6],
    ["E701", 7],
    ["E801", 8],
    ["E900", 1],
  ] as const)("%s leaves with %i", async (code, exit) => {
    expect((await runCli(compare, failing(new RegularizeError({ code, message: "m" })))).code).toBe(exit);
  });

  it("what nobody foresaw is our bug; its stack shows under REGULARIZE_DEBUG", async () => {
    const bug = new TypeError("x is undefined", { cause: new Error("deep") });
    const ran = await runCli(compare, failing(bug));
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      "error E900  Internal: x is undefined\n" +
        "  This is a bug of ours. Please report it, with the command and what REGULARIZE_DEBUG=1 shows.\n",
    );
    const { stderr } = await runCli(compare, { ...failing(bug), env: { REGULARIZE_DEBUG: "1" } });
    expect(stderr).toMatch(/TypeError: x is undefined\n {4}at .*\n(?:.*\n)*caused by Error: deep/u);
  });

  it("a full disk is a matter of resources, not our bug", async () => {
    const ran = await runCli(compare, failing(Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" })));
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain("→ free some space");
  });

  it("cannot smuggle escape codes to the terminal", async () => {
    const evil = "\u001b[2J\u0007\nerror E000";
    const error = new RegularizeError({ code: "E201", where: evil, message: evil, details: [evil], todo: evil });
    const { stderr } = await runCli(compare, failing(error));
    expect(stderr.trimEnd().split("\n")).toHaveLength(3);
    expect(stderr.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("names the command as it was called, in hints and in what is next, and nowhere else", async () => {
    const env = { REGULARIZE_COMMAND: "npm start --" };
    const error = new RegularizeError({ code: "E840", message: "regularize x", todo: "regularize resume runs/x" });
    const { stderr } = await runCli(compare, { ...failing(error), env });
    expect(stderr).toBe("error E840  regularize x\n  → npm start -- resume runs/x\n");
    const { stdout, code } = await runCli(compare, { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^next {5}npm start -- predict runs\/churn-7f3a new\.csv$/mu);
    expect(stdout).toMatch(/^ {9}npm start -- fit .* --recipe runs\/churn-7f3a\/recipe\.json$/mu);
    expect(stdout).not.toContain("regularize ");
  });

  it("how to train the winner is said where it is one line and the whole truth", async () => {
    const next = async (...more: string[]) => (await runCli([...compare, ...more])).stdout;
    expect(await next("--seeds", "3")).toContain("regularize fit ");
    expect(await next("--metric", "f1")).not.toContain("regularize fit ");
    const long = `${"x".repeat(90)}.csv`;
    expect((await runCli(["compare", long, "--target", "y"])).stdout).not.toContain("regularize fit ");
  });

  it("130 after SIGINT, 143 after SIGTERM, whether the job ends, says what it saved, or just stops", async () => {
    const saved = new RegularizeError({ code: "E107", message: "Interrupted", details: ["saved in x"], todo: "go on" });
    for (const exitCode of [130, 143]) {
      const signal = AbortSignal.abort({ exitCode });
      const ran = await runCli([...compare, "--json"], { ...failing(saved), signal });
      expect(ran).toMatchObject({ code: exitCode, stderr: "error E107  Interrupted\n  saved in x\n  → go on\n" });
      expect(events(ran)).toEqual([expect.objectContaining({ type: "error", code: "E107", exitCode })]);
      const stopped = await runCli(compare, { ...failing(new DOMException("aborted", "AbortError")), signal });
      expect(stopped).toMatchObject({
        code: exitCode,
        stdout: "",
        stderr: "error E107  Interrupted: nothing was saved\n",
      });
      const full = await runCli(compare, {
        ...failing(Object.assign(new Error("ENOSPC"), { code: "ENOSPC" })),
        signal,
      });
      expect(full.stderr).toContain("→ free some space");
      expect((await runCli(compare, { signal })).code).toBe(exitCode);
    }
  });
});

describe("usage", () => {
  it.each([
    ["comapre x.csv", 'error E110  there is no command "comapre"', '→ did you mean "compare"?'],
    ["x.csv --target y", 'error E110  there is no command "x.csv"', "→ regularize compare x.csv --target COLUMN"],
    ["compare", "error E112  compare needs DATA", "→ regularize compare churn.csv --target churn"],
    [
      "compare x.csv",
      "error E112  compare needs --target: the column to predict",
      "→ regularize compare x.csv --target COLUMN",
    ],
    ["compare x.csv --target", "error E112  --target needs a value", "→ --target churn"],
    ["compare x.csv --target --seeds 3", "error E112  --target needs a value, but --seeds follows", "→ --target churn"],
    ["compare x.csv --traget y", "error E111  compare has no option --traget", "→ did you mean --target?"],
    ["compare a.csv b.csv --target y", "error E112  compare was given too many words", "regularize compare --help"],
    [
      "fit x.csv --target y --seeds 3",
      "error E111  fit has no option --seeds",
      "It is an option of ablate and compare and",
    ],
    ["predict runs/x", "error E112  predict needs DATA", "→ regularize predict runs/churn-7f3a new.csv"],
    ["completion fsh", 'error E113  SHELL cannot be "fsh"', "expected bash, zsh, fish"],
    ["techniques drpout", 'there is no technique "drpout"', '→ did you mean "dropout"?'],
    ["help cmpare", 'error E110  there is no command "cmpare"', '→ did you mean "compare"?'],
    ["--json compare x.csv", "error E111  there is no option --json before a command", "→ regularize COMMAND --json"],
  ])("%s", async (line, message, todo) => {
    const ran = await runCli(line.split(" "));
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).toContain(todo);
    expect(ran.compare).toEqual([]);
  });

  it("a missing target: the columns of the file, the last as the one to try", async () => {
    const ask = async (name: string, header: string): Promise<string> =>
      (await runCli(["fit", name], { files: { [name]: `${header}\n1,2\n` } })).stderr;
    expect(await ask("a b.csv", "age,zip code,it's")).toBe(
      "error E112  fit needs --target: the column to predict\n" +
        `  a b.csv has 3 columns: age, "zip code", "it's"\n` +
        "  → regularize fit 'a b.csv' --target 'it'\\''s'\n",
    );
    const wide = await ask("w.csv", Array.from({ length: 25 }, (_, i) => `c${i + 1}`).join(","));
    expect(wide).toContain("w.csv has 25 columns: c1, c2,");
    expect(wide).toContain(", c19, …, c25\n  → regularize fit w.csv --target c25\n");
    expect(await ask("x.csv", "a,-y")).toContain("→ regularize fit x.csv --target=-y\n");
  });

  it("no words at all: the help on stderr, exit 2; asked for: on stdout, exit 0", async () => {
    const bare = await runCli([]);
    expect(bare).toMatchObject({ code: 2, stdout: "" });
    expect(bare.stderr).toContain("Usage: regularize");
    const asked = await runCli(["--help"]);
    expect(asked).toMatchObject({ code: 0, stderr: "" });
    expect(asked.stdout).toBe(bare.stderr);
  });

  it.each(["augment", "compare", "fit", "predict", "resume", "techniques", "completion"])(
    "help of %s: example and exit codes, within 80 columns",
    async (name) => {
      const { code, stdout } = await runCli([name, "--help"]);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`\\$ (?:source <\\()?regularize ${name} ?`, "u"));
      expect(stdout).toContain("Exit codes:");
      const long = stdout.split("\n").filter((line) => line.length > 80 && !line.startsWith("  $ "));
      expect(long).toEqual([]);
      expect((await runCli(["help", name])).stdout).toBe(stdout);
    },
  );
});

describe("other commands", () => {
  it("predict prints its text on stdout and its notices on stderr", async () => {
    const ran = await runCli(["predict", "runs/x", "new.csv", "--format", "csv", "--on-bad-cell", "missing"]);
    expect(ran).toMatchObject({ code: 0, stdout: "prediction\nyes\nno\n", stderr: "         ⚠ x: 1 unknown\n" });
    const signal = expect.any(AbortSignal) as AbortSignal;
    expect(ran.predict).toEqual([{ run: "runs/x", data: "new.csv", format: "csv", onBadCell: "missing", signal }]);
  });

  it("predict --out says what it wrote, and leaves stdout empty", async () => {
    const ran = await runCli(["predict", "runs/x", "new.csv", "--out", "p.csv"]);
    expect(ran.stdout).toBe("");
    expect(ran.stderr).toContain("saved    p.csv  2 rows  prediction\n");
    const columns = ["prediction", ...Array.from({ length: 26 }, (_, i) => `probability_${i}`)];
    const letters = await runCli(["predict", "runs/x", "new.csv", "--out", "p.csv"], {
      jobs: { predict: async () => ({ rows: 2, columns, format: "csv", notices: [], path: "p.csv" }) },
    });
    expect(letters.stderr).toMatch(/2 rows {2}prediction, probability_0, probability_1, probability_2 and 23 more\n$/u);
    const json = await runCli(["predict", "runs/x", "new.csv", "--out", "p.csv", "--json"]);
    expect(events(json).at(-1)).toEqual({
      v: 1,
      type: "result",
      rows: 2,
      columns: ["prediction"],
      format: "csv",
      path: "p.csv",
    });
  });

  it("resume goes on with a run, from where the data is now", async () => {
    const ran = await runCli(["resume", "runs/x", "--data", "moved.csv"]);
    expect(ran.resume).toEqual([{ run: "runs/x", data: "moved.csv", signal: expect.any(AbortSignal) }]);
    expect(ran.stdout).toContain("✔ test   2.41 [2.20, 2.65]");
  });

  it("techniques lists, explains one, or gives events", async () => {
    expect((await runCli(["techniques"])).stdout).toBe(
      "Layers\n  dropout  rate 0.5  0 … 0.95  Dense layers.\nMetrics\n  auc                          Area under the curve.\n",
    );
    expect((await runCli(["techniques", "Drop-out"])).stdout).toBe(
      [
        "dropout (layer)",
        "  Silences random entries.",
        "  Srivastava et al. 2014",
        "",
        "  when          Dense layers.",
        "",
        "  setting   default   legal      worth trying",
        "  rate      0.5       0 … 0.95   0.05 … 0.5, linear   Fraction silenced.",
        "",
      ].join("\n"),
    );
    expect(events(await runCli(["techniques", "metric", "--json"]))).toEqual([
      { v: 1, type: "technique", kind: "metric", name: "auc", doc: "Area under the curve.", settings: {} },
    ]);
  });
});
