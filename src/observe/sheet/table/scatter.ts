import { fitted, type Lettering, moved } from "../../picture/index.ts";
import { count, counted } from "../../report/write/format.ts";
import { type Child, clean, html, type Markup } from "../../report/write/html.ts";
import { extent, linear, type Range, type Scale, withoutOutliers } from "../../report/draw/scale.ts";
import { type Frame, line, px, text, xAxis } from "../../report/draw/svg.ts";
import type { Block } from "../origin.ts";
import type { Points, Side, View } from "./view.ts";

export const SCATTER_STYLE = `
.others{fill:#8a929c;opacity:.5}.focus{fill:var(--better);stroke:#fff;stroke-width:.8}
.fresh{fill:#e69f00;stroke:#7a4a00;stroke-width:.7}.plot{fill:none;stroke:var(--rule)}
.head{font-size:14px;font-weight:700}
`;

const HEIGHT = 330;
const TOP = 50;
const LEFT = 50;
const AXIS: Lettering = { size: 12, face: "regular" };
/** Values this many median distances from the median do not stretch the axes. */
const FAR = 12;

/** Both plots on the same axes, beside each other; width in units. */
export function scatterPair(view: View, titles: readonly [string, string], names: Names, width: number): Block {
  const gap = 22;
  const each = (width - gap) / 2;
  const sides = [view.before, view.after];
  const domains = [domainOf(sides, "x"), domainOf(sides, "y")] as const;
  const most = Math.max(...sides.map(({ focus, fresh }) => focus.x.length + fresh.x.length));
  const shared = { domains, axes: view.axes, names, width: each, radius: most > 300 ? 2.8 : 3.4 };
  const plots = sides.map((side, i) => moved(i * (each + gap), 0, plot(side, { ...shared, title: titles[i]! })));
  return { body: plots, height: TOP + HEIGHT + 52 };
}

/** Names of the classes, and the one that is looked at. */
export interface Names {
  readonly classes: readonly string[];
  readonly focus: number;
}

interface Plot {
  readonly domains: readonly [Range, Range];
  readonly axes: View["axes"];
  readonly names: Names;
  readonly title: string;
  readonly width: number;
  readonly radius: number;
}

/** The class that is looked at is always seen; far ones of the others are left out. */
function domainOf(sides: readonly Side[], axis: keyof Points): Range {
  const values = sides.flatMap(({ others, focus, fresh }) => [
    ...withoutOutliers([...others[axis]], FAR),
    ...withoutOutliers([...focus[axis], ...fresh[axis]], 3 * FAR),
  ]);
  return extent(values, 0.05);
}

function plot(side: Side, { domains, axes, names, title, width, radius }: Plot): Child {
  const frame: Frame = { left: LEFT, right: width, top: TOP, bottom: TOP + HEIGHT };
  const x = linear(domains[0], [frame.left, frame.right], 5);
  const y = linear(domains[1], [frame.bottom, frame.top], 5);
  const shown = (points: Points, draw: (x: number, y: number) => Child): Child =>
    Array.from(points.x, (value, i) => {
      const [left, top] = [x.at(value), y.at(points.y[i]!)];
      const inside = left >= frame.left && left <= frame.right && top >= frame.top && top <= frame.bottom;
      return inside ? draw(left, top) : undefined;
    });
  return [
    text(0, 14, fitted(title, width, { size: 14, face: "bold" }), "head"),
    text(0, 32, fitted(countsLine(side, names), width, { size: 12, face: "regular" }), "soft"),
    xAxis(x, frame, fitted(axes[0], width - LEFT, AXIS)),
    axes[1] === undefined ? undefined : upwards(y, frame, axes[1]),
    html`<rect x="${frame.left}" y="${frame.top}" width="${px(width - frame.left)}" height="${HEIGHT}" class="plot"/>`,
    shown(side.others, (a, b) => dot(a, b, 1.7, "others")),
    shown(side.fresh, (a, b) => triangle(a, b, radius)),
    shown(side.focus, (a, b) => dot(a, b, radius, "focus")),
  ];
}

/** Ticks left of the frame, and the title beside them, read from below. */
const upwards = (y: Scale, { left, right, top, bottom }: Frame, title: string): Child => [
  y.ticks.map(({ value, label }) => [
    line(left, y.at(value), right, y.at(value), "grid"),
    text(left - 5, y.at(value) + 4, label, "end soft"),
  ]),
  html`<text transform="translate(11 ${px((top + bottom) / 2)}) rotate(-90)" class="mid">${fitted(title, HEIGHT, AXIS)}</text>`,
];

const dot = (x: number, y: number, r: number, kind: string): Markup =>
  html`<circle cx="${px(x)}" cy="${px(y)}" r="${r}" class="${kind}"/>`;

const triangle = (x: number, y: number, r: number): Markup =>
  html`<path d="M${px(x)},${px(y - 1.2 * r)}l${px(1.1 * r)},${px(1.9 * r)}h${px(-2.2 * r)}z" class="fresh"/>`;

/** `1,000 rows: no 950, yes 50`, the class that is looked at last. */
function countsLine({ counts }: Side, { classes, focus }: Names): string {
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (classes.length === 1) return counted(total, "row");
  const others = [...classes.keys()].filter((i) => i !== focus).sort((a, b) => counts[b]! - counts[a]!);
  const shown = others.slice(0, 3).map((i) => `${clean(classes[i]!, 20)} ${count(counts[i]!)}`);
  const more = others.length > 3 ? [`${others.length - 3} more classes`] : [];
  return `${counted(total, "row")}: ${[...shown, ...more, `${clean(classes[focus]!, 20)} ${count(counts[focus]!)}`].join(", ")}`;
}

/** What the marks mean. */
export function legend(y: number, { classes, focus }: Names): Child {
  const name = clean(classes[focus]!, 40);
  const entries = [
    [dot(0, 0, 3.6, "focus"), `${name}, as in the data`],
    [triangle(0, 0, 3.6), `${name}, new or changed`],
    ...(classes.length > 1 ? [[dot(0, 0, 2.2, "others"), "other classes"] as const] : []),
  ] as const;
  let x = 0;
  return entries.map(([mark, words]) => {
    const cut = fitted(words, 280, { size: 12, face: "regular" });
    const placed = moved(x, y, [moved(6, -4, mark), text(16, 0, cut)]);
    x += 320;
    return placed;
  });
}
