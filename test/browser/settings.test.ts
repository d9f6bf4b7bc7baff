import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHash, toHash } from "../../dashboard/playground/hash.ts";
import { splitOf } from "../../dashboard/playground/engine/rows.ts";
import { setStrengths, trainerOf } from "../../dashboard/playground/engine/network.ts";
import { moons } from "../../dashboard/playground/data/synthetic.ts";
import { controls, fits, type Id, legal, plain, type Settings } from "../../dashboard/playground/settings.ts";
import { createRuntime } from "../../src/run/index.ts";

const ids = Object.keys(controls) as Id[];

/** Any page: each control at some place of its own. */
const pages: fc.Arbitrary<Settings> = fc
  .record(
    Object.fromEntries(
      ids.map((id) => {
        const control = controls[id];
        if (control.kind === "choice") return [id, fc.constantFrom(...Object.keys(control.choices))];
        const value = fc
          .double({ min: control.least, max: control.most, noNaN: true })
          .map((x) => Number(x.toPrecision(3)));
        return [id, "on" in control ? fc.oneof(fc.constant(0), value) : value];
      }),
    ),
  )
  .map((given) => legal(given));

describe("addresses of the playground", () => {
  it("come back as the page they were made of", () => {
    fc.assert(
      fc.property(pages, (page) => {
        expect(fromHash(toHash(page))).toEqual(page);
      }),
    );
  });

  it("stand in the guides as the page itself would write them", () => {
    const guides = join(import.meta.dirname, "../../docs/site/guide");
    const hashes = readdirSync(guides).flatMap((name) =>
      [...readFileSync(join(guides, name), "utf8").matchAll(/^::try (.*)$/gmu)].map((match) => `#${match[1]}`),
    );
    expect(hashes.length).toBeGreaterThan(10);
    for (const hash of hashes) expect(toHash(fromHash(hash))).toBe(hash);
  });

  it("give a legal page, whatever they are", () => {
    const within = (page: Settings): boolean =>
      ids.every((id) => {
        const [control, value] = [controls[id], page[id]];
        if (control.kind === "choice") return Object.hasOwn(control.choices, value);
        const number = Number(value);
        return (number === 0 && "on" in control) || (number >= control.least && number <= control.most);
      });
    const junk = fc.tuple(fc.oneof(fc.constantFrom<string>(...ids), fc.string()), fc.string());
    const hashes = fc.array(junk).map((parts) => `#x&${parts.map(([key, value]) => `${key}=${value}`).join("&")}`);
    fc.assert(fc.property(hashes, (hash) => within(fromHash(hash))));
  });
});

describe("sliders of the playground", () => {
  /** The programs that trainers of these settings ask for. */
  async function programs(settings: Settings): Promise<ReadonlySet<string>> {
    const [runtime, structures] = [await createRuntime(), new Set<string>()];
    const load = runtime.load.bind(runtime);
    runtime.load = (program) => {
      structures.add(program.structure);
      return load(program);
    };
    const split = splitOf(moons(), settings);
    const trainer = await trainerOf(settings, split, runtime);
    await trainer.step(
      split.train,
      Int32Array.from({ length: 4 }, (_, row) => row),
    );
    await trainer.score(split.validation);
    await trainer.penaltyCosts();
    await runtime.dispose();
    return structures;
  }

  it("move the strengths that they are named after, and no others", async () => {
    const page: Settings = { ...plain, data: "moons", width: 4, depth: 2, norm: "batch", dropout: 0.3, l2: 0.1 };
    const runtime = await createRuntime();
    const split = splitOf(moons(), page);
    const [made, moved] = [
      await trainerOf(page, split, runtime),
      await trainerOf({ ...page, dropout: 0, l2: 0 }, split, runtime),
    ];
    expect(moved.strengths()).not.toEqual(made.strengths());
    setStrengths(moved, page);
    const { "optimizer.weightDecay": unseen, ...rest } = made.strengths();
    expect(unseen).toBeLessThan(1e-20);
    expect(moved.strengths()).toEqual({ ...rest, "optimizer.weightDecay": 0 });
    await runtime.dispose();
  });

  it("never compile: at every strength the programs are the same", async () => {
    const small: Settings = { ...plain, data: "moons", width: 4, depth: 2 };
    const expected = await programs(small);
    const strengths = ids
      .filter((id) => controls[id].changes !== "structure" && controls[id].kind === "slider")
      .filter((id) => fits(controls[id], small.data));
    for (const id of strengths) {
      const control = controls[id];
      if (control.kind === "slider") expect(await programs({ ...small, [id]: control.most }), id).toEqual(expected);
    }
  });
});
