import { createRuntime, type Runtime, RegularizeError } from "../../../src/browser.ts";
import { type DataName, sets } from "../data/sets.ts";
import type { Raw } from "../data/table.ts";
import { plainOf, type Settings } from "../settings.ts";
import { gridOf, planeOf } from "./look.ts";
import { type Command, type News, type Report, type Side, SIDES } from "./messages.ts";
import { splitOf } from "./rows.ts";
import { Training } from "./training.ts";

/** Looks at the networks take at most this share of the time. */
const SHARE_OF_LOOKS = 0.3;
/** The page is told at most so often, ms. */
const LEAST_PAUSE = 50;

let trainings: Readonly<Record<Side, Training>> | undefined;
let run = 0;
let playing = false;
const raws = new Map<DataName, Promise<Raw>>();

const tell = (report: Report): void => self.postMessage(report);
/** Lets waiting messages in. */
const breath = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

/** Compiled programs that are kept; one more structure, and all of them are let go. */
const MOST_STRUCTURES = 8;
const structures = new Set<string>();
let runtime: Promise<Runtime> | undefined;

/** One runtime for the last few structures. Whoever moves a slider of strengths finds all programs compiled. */
async function runtimeFor(settings: Settings): Promise<Runtime> {
  const { data, rows, network, width, depth, activation, norm, batch } = settings;
  structures.add([data, rows, network, width, depth, activation, norm, batch].join());
  if (structures.size > MOST_STRUCTURES) {
    structures.clear();
    const old = runtime;
    runtime = undefined;
    await (await old)?.dispose();
  }
  runtime ??= createRuntime();
  return runtime;
}

async function begin(number: number, settings: Settings): Promise<void> {
  const raw = raws.get(settings.data) ?? sets[settings.data].load();
  raws.set(settings.data, raw);
  const split = splitOf(await raw, settings);
  const plane = planeOf(split);
  const grid = plane === undefined ? undefined : gridOf(plane, split);
  const owner = { runtime: await runtimeFor(settings), grid };
  const made: Record<Side, Training> = {
    plain: await Training.begin(plainOf(settings), split, owner),
    yours: await Training.begin(settings, split, owner),
  };
  if (number !== run) return;
  trainings = made;
  const { columns, classes, labels, wrong, validationLabels } = split;
  const picture = { columns, classes, image: split.image?.shape, plane, labels, wrong, validationLabels };
  tell({ type: "ready", run, settings, picture });
  await report(undefined);
}

async function report(speed: number | undefined): Promise<number> {
  const [told, now, number] = [trainings, performance.now(), run];
  if (told === undefined) return 0;
  const sides = {} as Record<Side, News>;
  for (const side of SIDES) sides[side] = await told[side].news();
  if (SIDES.every((side) => told[side].done)) playing = false;
  if (number === run) tell({ type: "news", run, sides, speed, playing });
  return performance.now() - now;
}

const epochs = async (both: Readonly<Record<Side, Training>>): Promise<void> => {
  for (const side of SIDES) await both[side].epoch();
};

/** Trains while it plays, and tells the page as often as it can afford. */
async function train(): Promise<void> {
  let [last, count, pause, speed] = [performance.now(), 0, LEAST_PAUSE, 0];
  while (playing && trainings !== undefined) {
    await epochs(trainings);
    count++;
    const since = performance.now() - last;
    const over = SIDES.every((side) => trainings?.[side].done === true);
    if (since >= pause || over) {
      // The last stretch may be too short to tell.
      if (!over || speed === 0) speed = (1000 * count) / since;
      const cost = await report(speed);
      pause = Math.max(LEAST_PAUSE, cost / SHARE_OF_LOOKS);
      [last, count] = [performance.now(), 0];
    }
    await breath();
  }
}

/** The training that goes on, until `playing` ends it. */
let turn: Promise<void> = Promise.resolve();

async function obey(command: Command): Promise<void> {
  await turn;
  if (command.type === "start") {
    if (command.run !== run) return;
    trainings = undefined;
    await begin(command.run, command.settings);
    playing = command.playing && command.run === run;
  } else if (command.type === "play") playing = true;
  else if (command.type === "goOn") {
    for (const side of SIDES) await trainings?.[side].goOn();
    await report(undefined);
    playing = trainings !== undefined;
  } else {
    if (command.type === "show") {
      // A slider under way asks for many: the newest counts.
      if (command !== asked) return;
      for (const side of SIDES) trainings?.[side].show(command.place);
    }
    if (command.type === "step" && trainings !== undefined) await epochs(trainings);
    await report(undefined);
  }
  turn = train().catch(fail);
}

function fail(error: unknown): void {
  playing = false;
  tell({ type: "failed", run, text: error instanceof RegularizeError ? error.toText() : String(error) });
}

/** The look that was asked for last. */
let asked: Command | undefined;

/** Commands are obeyed one after the other; what trains ends for any but a move. */
let queue: Promise<void> = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<Command>) => {
  if (data.type === "move") {
    trainings?.yours.move(data.settings);
    return;
  }
  playing = false;
  if (data.type === "start") run = data.run;
  if (data.type === "show") asked = data;
  queue = queue.then(() => obey(data)).catch(fail);
};
