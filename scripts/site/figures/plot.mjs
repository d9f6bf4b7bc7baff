// Axes, lines and their labels, in the style of the report.
export const WIDTH = 460;

/** Labels one below the other where they would touch, and none below the frame. */
function apart(labels, lowest, least = 14) {
  const sorted = labels.toSorted((a, b) => a.y - b.y);
  for (let i = 1; i < sorted.length; i++) sorted[i].y = Math.max(sorted[i].y, sorted[i - 1].y + least);
  for (let i = sorted.length - 1; i >= 0; i--)
    sorted[i].y = Math.min(sorted[i].y, i === sorted.length - 1 ? lowest : sorted[i + 1].y - least);
  return sorted;
}

/** `lines`: {points, kind, dash, thin, label}. `more(x, y)` draws beside them, in the scales of the plot. */
export function plot(chart, { height = 270, right = 96, x, y, lines = [], more, top = 30 }) {
  const { html, linear, logarithmic, line, text, px, xAxis, yAxis } = chart;
  const frame = { left: 46, right: WIDTH - right, top, bottom: height - 44 };
  const scaleOf = ({ domain, log = false, ticks = 5 }, range) =>
    log ? logarithmic(domain, range) : linear(domain, range, ticks);
  const sx = scaleOf(x, [frame.left, frame.right]);
  const sy = scaleOf(y, [frame.bottom, frame.top]);
  const inside = (value) => Math.min(frame.bottom, Math.max(frame.top, value));
  const pathOf = (points) => points.map(([a, b]) => `${px(sx.at(a))},${px(inside(sy.at(b)))}`).join(" ");
  const ends = lines
    .filter(({ label }) => label !== undefined)
    .map(({ points, label, kind }) => ({ label, kind, y: inside(sy.at(points.at(-1)[1])) + 4 }));
  return {
    height,
    body: html`${xAxis(sx, frame, x.title)}${yAxis(sy, frame, y.title)}${line(frame.left, frame.bottom, frame.right, frame.bottom, "axis")}
${lines.map(({ points, kind, dash, thin }) => html`<polyline class="${kind}${dash ? " dash" : ""}${thin ? " thin" : ""}" points="${pathOf(points)}"/>`)}${more?.(sx, sy, frame)}
${apart(ends, frame.bottom + 4).map(({ label, kind, y: at }) => text(frame.right + 7, at, label, `${kind} halo`))}`
      .text,
  };
}

/** Shares of values in equal bins, as points of a stepped line. */
export function histogram(values, [low, high], bins) {
  const counts = new Array(bins).fill(0);
  for (const value of values)
    counts[Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bins)))]++;
  return counts.map((count, i) => ({
    from: low + (i * (high - low)) / bins,
    to: low + ((i + 1) * (high - low)) / bins,
    share: count / values.length,
  }));
}

/** Filled steps of a histogram. */
export function steps(chart, bins, sx, sy, kind) {
  const { html, px } = chart;
  const floor = sy.at(0);
  const points = bins.flatMap(({ from, to, share }) => [
    `${px(sx.at(from))},${px(sy.at(share))}`,
    `${px(sx.at(to))},${px(sy.at(share))}`,
  ]);
  return html`<polygon class="bar ${kind}" points="${px(sx.at(bins[0].from))},${px(floor)} ${points.join(" ")} ${px(sx.at(bins.at(-1).to))},${px(floor)}"/>`;
}
