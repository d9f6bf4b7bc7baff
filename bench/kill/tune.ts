// npx tsx bench/kill/tune.ts [--kills 50] [--main dist/cli/main.js] [--seed 1] [--only worker] [--receipt] [--out FILE]: kills coordinators, then
// workers, of a search at random moments (kill -9) and goes on with it until it ends. Tells what was lost or counted twice, and whether the
// table of trials, the winner, its receipt, the sealed test and the files of the model are those of an undisturbed search. With --receipt every kill
// comes while the receipt is issued.
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { fold, keyOf, randomOf } from "../../src/core/index.ts";
import {
  argsOf,
  at,
  type Came,
  cameOf,
  disturbed,
  live,
  type Moment,
  type Searches,
  type Whom,
} from "../../test/faults/searches.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    main: { type: "string", default: "dist/cli/main.js" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    receipt: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const KILLS = Number(values.kills);
const random = randomOf(fold(keyOf(Number(values.seed)), "kills"));
const searches: Searches = {
  folder: mkdtempSync(join(tmpdir(), "regularize-kills-")),
  // All fixed recipes, which race; one that is sampled; a final, and a mean of networks.
  args: ["--trials", "8", "--seeds", "2", "--epochs", "1", "--hidden", "4"],
  main: resolve(values.main),
};
/** Kills of one search: of the coordinator in as many lives, of workers all in one. */
const EACH = 4;

interface Tally {
  kills: number;
  studies: number;
  /** Studies whose table, winner, sealed test or model are not the undisturbed one's. */
  other: number;
  lost: number;
  twice: number;
  /** Lives that ended with another code than 0 without a kill, and damaged lines of a journal. */
  broken: number;
}

const hashOf = ({ result, files }: Came): string =>
  createHash("sha256")
    .update(JSON.stringify([result, files]))
    .digest("hex");
const whole = await live(searches, argsOf(searches, "whole"));
if (whole.code !== 0) throw new Error(`the undisturbed search ended with ${whole.code}: ${whole.said}`);
const reference = cameOf(searches, "whole");
const { size } = reference;
if (values.receipt && "skipped" in (reference.result as { receipt: object }).receipt)
  throw new Error("no receipt was issued");
const journalOf = (name: string): string => join(at(searches, name), "study.jsonl");
/** Where the receipt begins in the journal. */
const begins = values.receipt ? readFileSync(journalOf("whole")).indexOf('"type":"receipt"') : 0;

/** A moment of the part of the journal that is still to be written. */
function momentOf(name: string): Moment {
  const from = existsSync(journalOf(name)) ? statSync(journalOf(name)).size : 0;
  const first = Math.max(from, begins);
  const goal = first + random.uniform() * (size - first);
  return {
    share: (goal - from) / Math.max(1, size - from),
    after: (values.receipt ? 60 : 400) * random.uniform() ** 2,
  };
}

/** Disturbs one search, goes on with it to its end, and judges it. */
async function study(name: string, whom: Whom, tally: Tally): Promise<void> {
  tally.studies++;
  for (let lives = 0; ; lives++) {
    const [left, isLast] = [KILLS - tally.kills, lives >= EACH];
    const count = isLast ? 0 : Math.min(left, whom === "worker" ? EACH : 1);
    const moments = Array.from({ length: count }, () => momentOf(name));
    const { code, said, kills } = await disturbed(searches, name, { whom, moments, size, random });
    tally.kills += kills;
    if (code === 0) break;
    if (code === null && kills > 0) continue;
    tally.broken++;
    console.log(`${name} ended with ${code}: ${said}`);
    return;
  }
  const came = cameOf(searches, name);
  const isSame = hashOf(came) === hashOf(reference);
  tally.other += Number(!isSame);
  tally.lost += reference.answers.filter((answer) => !came.answers.includes(answer)).length;
  tally.twice += came.twice;
  tally.broken += came.bad;
  if (isSame) rmSync(at(searches, name), { recursive: true });
  else console.log(`${at(searches, name)} is another`);
}

const tallies: { [whom in Whom]?: Tally } = {};
for (const whom of ["coordinator", "worker"] as const) {
  if ((values.only ?? whom) !== whom) continue;
  const tally: Tally = { kills: 0, studies: 0, other: 0, lost: 0, twice: 0, broken: 0 };
  tallies[whom] = tally;
  for (let n = 0; tally.kills < KILLS && n < 2 * KILLS; n++) {
    await study(`${whom}${n}`, whom, tally);
    console.log(`${whom} ${JSON.stringify(tally)}`);
  }
}
const wrong = Object.values(tallies).reduce(
  (sum, { other, lost, twice, broken }) => sum + other + lost + twice + broken,
  0,
);
const told = {
  study: searches.args.join(" "),
  answers: reference.answers.length,
  hash: hashOf(reference),
  ...tallies,
};
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(told, null, 2)}\n`);
if (wrong === 0) rmSync(searches.folder, { recursive: true, force: true });
process.exitCode = wrong === 0 ? 0 : 1;
