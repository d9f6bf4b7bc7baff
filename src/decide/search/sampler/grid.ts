import { RegularizeError } from "../../../core/index.ts";
import { type Assignment, enumerate, type Space } from "../space/index.ts";
import { defineSampler } from "./define.ts";

const MOST = 10_000;

function listed(space: Space, levels: number): readonly Assignment[] {
  const all = enumerate(space, levels, MOST);
  if (all !== undefined) return all;
  throw new RegularizeError({
    code: "E157",
    where: "grid.levels",
    message: `a grid of ${levels} levels over ${space.parameters.length} parameters has more than ${MOST} points`,
    todo: "fewer levels, fewer parameters, or the sampler tpe",
  });
}

export const grid = defineSampler({
  name: "grid",
  doc: "Every combination once, in random order; real numbers at the middles of equal parts of their scale.",
  aliases: ["grid search"],
  advice: {
    when: "One or two parameters, or few choices, when all of them should be seen.",
    typical: "5 levels",
    cost: "levels to the power of the parameters",
  },
  settings: {
    levels: {
      default: 5,
      range: [1, 1000],
      integer: true,
      doc: "Values of a real number, and most of a whole number.",
    },
  },
  main: "levels",
  list: (space, { levels }) => listed(space, levels),
  draw: () => undefined,
});
