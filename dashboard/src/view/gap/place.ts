import { near, within } from "../../chart/near.ts";
import { linear, type Scale } from "../../chart/scale.ts";
import { current, type Line } from "../../state/store.ts";

export const kindOf = ({ trial, run }: Line): "best" | "reference" | "other" => {
  if (trial.name === run.reference) return "reference";
  if (run.trials.length === 1 || current.value?.trials.length === 1)
    return run.id === current.value?.id ? "best" : "other";
  return trial.isWinner ? "best" : "other";
};

/** A line where it is drawn. */
export interface Place {
  readonly line: Line;
  readonly x: number;
  readonly y: number;
  /** Where it would be, of one that is drawn at the edge. */
  readonly arrow: string;
}

/** Who gets a name first: what is compared, then what lies beyond the axes. */
const rank = ({ line, arrow }: Place): number => (kindOf(line) === "other" ? (arrow === "" ? 2 : 1) : 0);

/** From so many points on they are small, and have no whiskers. */
const CROWD = 200;

/** A map of some size: its scales and its points. */
export interface GapPlan {
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Scale;
  readonly y: Scale;
  /** What keeps a place within the map. */
  readonly up: ReturnType<typeof within>;
  readonly placed: readonly Place[];
  /** The same in the order in which they get names. */
  readonly important: readonly Place[];
  readonly crowded: boolean;
}

/** Places lines on a map so wide; the better end is always on top. */
export function planOf(all: readonly Line[], width: number, isLower: boolean): GapPlan {
  const height = Math.max(340, Math.min(560, width * 0.56));
  const [left, right, top, bottom] = [54, width - 12, 26, height - 40];
  const x = linear([...near(all.map(({ trial }) => trial.gap!)), 0], left, right, {
    count: Math.max(3, Math.floor(width / 110)),
  });
  // Far ones are drawn at the edge, but what is compared is always within.
  const usual = new Set(near(all.map(({ trial }) => trial.validation!)));
  const kept = all.filter((line) => usual.has(line.trial.validation!) || kindOf(line) !== "other");
  const crowded = all.length > CROWD;
  const ends = kept.flatMap(({ trial: { validation, se } }) =>
    se === null ? [] : [validation! - se, validation! + se],
  );
  const [worse, better] = isLower ? [top, bottom] : [bottom, top];
  const scores = kept.map(({ trial }) => trial.validation!);
  const y = linear([...scores, ...(crowded ? [] : ends)], worse, better, { count: 6 });
  const [across, up] = [within(left, right), within(top, bottom)];
  const placed = all.map((line): Place => {
    const [px, py] = [across(x.at(line.trial.gap!)), up(y.at(line.trial.validation!))];
    const sideways = px.arrow === "" ? "" : px.arrow === "↓" ? "→" : "←";
    return { line, x: px.at, y: py.at, arrow: `${py.arrow}${sideways}` };
  });
  const important = placed.toSorted((a, b) => rank(a) - rank(b));
  return { ...{ height, left, right, top, bottom, x, y, up }, placed, important, crowded };
}
