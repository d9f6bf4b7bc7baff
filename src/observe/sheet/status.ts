import { html, type Markup, raw } from "../report/write/html.ts";
import { px, text } from "../report/draw/svg.ts";

/** Whether a row keeps its label through an operation, as an audit found it. */
export type LabelStatus = "safe" | "risky" | "breaks";

/** Said in words too, so that neither colour nor shape has to be known. */
export const STATUS_WORDS: Readonly<Record<LabelStatus, string>> = {
  safe: "labels survive",
  risky: "labels may not survive",
  breaks: "labels do not survive",
};

/** ● ▲ ■, with a tick, a bar or a cross in it: 12 units wide, the middle at the origin. */
const SHAPES: Readonly<Record<LabelStatus, string>> = {
  safe: '<circle r="6" class="safe"/><path d="M-2.8,.2L-.8,2.3L3,-2.2" class="cutout"/>',
  risky: '<path d="M0,-6.2L6.6,5.4H-6.6Z" class="risky"/><path d="M0,-2.2V1.6M0,3.6V3.7" class="cutout dark"/>',
  breaks:
    '<rect x="-5.6" y="-5.6" width="11.2" height="11.2" rx="1" class="breaks"/><path d="M-2.6,-2.6L2.6,2.6M2.6,-2.6L-2.6,2.6" class="cutout"/>',
};

export const STATUS_STYLE = `
.safe{fill:var(--better)}.risky{fill:#e69f00}.breaks{fill:var(--worse)}
.cutout{fill:none;stroke:#fff;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
.dark{stroke:var(--ink)}
`;

/** The mark and its words, 11 units high; `y` is the words' base line. */
export const statusMark = (x: number, y: number, status: LabelStatus): Markup =>
  html`<g transform="translate(${px(x + 6)} ${px(y - 4)})">${raw(SHAPES[status])}</g>${text(x + 18, y, STATUS_WORDS[status], "small narrow")}`;
