import { defineRule } from "../define.ts";
import { named, stepsOf } from "../steps.ts";

const FLIPS = /flip/iu;
const GLYPH = /^[\p{L}\p{N}]$/u;
const LEAST_SHARE = 0.8;

export const flipsOnGlyphs = defineRule({
  id: "flipsOnGlyphs",
  title: "flips on digits or letters",
  severity: "warning",
  why: "a mirrored 2 is no digit, and a 6 upside down is a 9: the label does not survive",
  paper: "Shorten & Khoshgoftaar 2019, doi:10.1186/s40537-019-0197-0",
  fix: "take the flip out of augment; regularize audit DATA tells what is safe",
  check: ({ recipe, situation }) => {
    const flips = recipe === undefined ? [] : stepsOf(recipe).filter(({ name }) => FLIPS.test(name));
    const { classes = [], audit = [] } = situation ?? {};
    const isSafe = ({ name }: { name: string }): boolean =>
      audit.some(({ operation, verdict }) => operation.startsWith(name) && verdict === "safe");
    const open = flips.filter((flip) => !isSafe(flip));
    const glyphs = classes.filter((name) => GLYPH.test(name)).length;
    if (open.length === 0 || classes.length < 2 || glyphs < LEAST_SHARE * classes.length) return undefined;
    return {
      message: `${named(open)}, and classes are called ${classes.slice(0, 3).join(", ")} …: if these are glyphs, labels break`,
      evidence: { steps: named(open), glyphs, classes: classes.length },
    };
  },
});
