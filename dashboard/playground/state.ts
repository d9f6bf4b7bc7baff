import { batch, computed, signal } from "@preact/signals";
import type { Command, Look, News, Picture, Place, Point, Report, Side } from "./engine/messages.ts";
import { fromHash, toHash } from "./hash.ts";
import { changesOf, controls, type Id, type Settings } from "./settings.ts";

/** All that the page knows of one network. */
export interface Known {
  readonly points: readonly Point[];
  readonly look: Look | undefined;
  readonly best: News["best"];
  readonly stopped: string | undefined;
  /** The epoch that `look` is of, and those that can be looked at. */
  readonly shown: number;
  readonly saved: readonly number[];
}

const nothing: Known = { points: [], look: undefined, best: undefined, stopped: undefined, shown: 0, saved: [] };

/** The scores of what is shown. */
export const pointOf = ({ points, shown }: Known): Point | undefined =>
  points.findLast(({ epoch }) => epoch === shown) ?? points.at(-1);

export const settings = signal<Settings>(fromHash(location.hash));
export const playing = signal(true);
/** Whether the first start is over: until then the engine is on its way. */
export const ready = signal(false);
export const picture = signal<Picture | undefined>(undefined);
export const sides = signal<Readonly<Record<Side, Known>>>({ plain: nothing, yours: nothing });
/** The regularized network's validation before the last change, to compare with. */
export const before = signal<readonly Point[]>([]);
export const speed = signal<number | undefined>(undefined);
export const failure = signal<string | undefined>(undefined);
/** Whether sliders of strengths move under a running training instead of beginning anew. */
export const live = signal(false);
export const metric = signal<"loss" | "metric">("loss");
export const logarithmic = signal(false);

export const epoch = computed(() =>
  Math.max(0, ...Object.values(sides.value).map(({ points }) => points.at(-1)?.epoch ?? 0)),
);
export const over = computed(() => ready.value && !playing.value && epoch.value >= settings.value.epochs);

let worker: Worker | undefined;
let run = 0;
const send = (command: Command): void => worker?.postMessage(command);

/** Starts the engine, which sends news from then on. */
export function open(): void {
  worker = new Worker(new URL("./engine/worker.ts", import.meta.url), { type: "module", name: "engine" });
  worker.onmessage = ({ data }: MessageEvent<Report>) => hear(data);
  worker.onerror = (event) => {
    failure.value = `The engine could not start: ${event.message || "its files cannot be fetched"}`;
  };
  addEventListener("hashchange", () => {
    const given = fromHash(location.hash);
    if (toHash(given) !== toHash(settings.value)) change(given);
  });
  start();
}

/** Trains both networks from the beginning. */
export function start(play = playing.value): void {
  run += 1;
  batch(() => {
    playing.value = play;
    failure.value = undefined;
  });
  send({ type: "start", run, settings: settings.value, playing: play });
}

export function toggle(): void {
  if (over.value) start(true);
  else {
    playing.value = !playing.value;
    send({ type: playing.value ? "play" : "pause" });
  }
}

export function step(): void {
  playing.value = false;
  if (!over.value) send({ type: "step" });
}

/** Looks at an earlier epoch's networks; training waits. */
export function show(place: Place): void {
  playing.value = false;
  send({ type: "show", place });
}

/** Trains on from what is shown. */
export function goOn(): void {
  playing.value = true;
  send({ type: "goOn" });
}

/** Anything from one value to a whole address. Strengths may move while the network trains; all else begins anew. */
export function change(given: Partial<Settings>): void {
  const [old, next] = [settings.value, { ...settings.value, ...given }];
  const kind = changesOf(old, next);
  if (kind === undefined) return;
  settings.value = next;
  history.replaceState(null, "", toHash(next));
  if (kind === "strength" && live.value && !over.value) send({ type: "move", settings: next });
  else soon();
}

/** A slider under way gives many values: the newest counts, a frame later. */
let waiting = false;
function soon(): void {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    start(over.value || failure.value !== undefined || playing.value);
  }, 60);
}

export const set = (id: Id, value: number | string): void => change({ [id]: value } as Partial<Settings>);
export const isOn = (id: Id): boolean => settings.value[id] !== controls[id].initial;

function hear(report: Report): void {
  if (report.run !== run) return;
  if (report.type === "failed")
    batch(() => {
      playing.value = false;
      failure.value = report.text;
    });
  else if (report.type === "ready")
    batch(() => {
      if (sides.value.yours.points.length > 5) before.value = sides.value.yours.points;
      if (changedData(report.picture)) before.value = [];
      sides.value = { plain: nothing, yours: nothing };
      picture.value = report.picture;
      ready.value = true;
    });
  else
    batch(() => {
      const known = (side: Side): Known => {
        const { points, after, ...rest } = report.sides[side];
        const old = sides.value[side].points;
        return { ...rest, points: [...(old.length > after ? old.slice(0, after) : old), ...points] };
      };
      sides.value = { plain: known("plain"), yours: known("yours") };
      if (report.speed !== undefined) speed.value = report.speed;
      if (!report.playing && playing.value && report.speed !== undefined) playing.value = false;
    });
}

/** Whether the rows are others: then the last curve says nothing about the next. */
const changedData = (now: Picture): boolean =>
  picture.value === undefined ||
  now.labels.length !== picture.value.labels.length ||
  now.labels.some((label, i) => label !== picture.value!.labels[i]);
