import * as op from "../../../src/graph/ops/index.ts";
import type { Value } from "../../../src/graph/index.ts";
import { type Case, type Part, real, use, whole } from "./case.ts";

type Reduction = (x: Value, axes?: readonly number[], keepDims?: boolean) => Value;
const reduction = (f: Reduction): readonly Case[] => [
  use([real(2, 3, 4)], (x) => f(x!), "over all"),
  use([real(2, 3)], (x) => f(x!, [0]), "over rows"),
  use([real(2, 3, 4)], (x) => f(x!, [-1, 0], true), "over first and last, kept"),
  use([real(2, 3)], (x) => f(x!, [0], true), "over rows, kept"),
  use([real(2, 3, 4)], (x) => f(x!, [0, 1]), "over the outer two"),
  use([real(2, 3, 4)], (x) => f(x!, [0], true), "over the outermost, kept"),
  use([real(2, 3)], (x) => f(x!, []), "over none"),
];
const alongAxis = (f: (x: Value, axis?: number) => Value): readonly Case[] => [
  use([real(2, 3, 4)], (x) => f(x!), "last axis"),
  use([real(2, 3, 4)], (x) => f(x!, 0), "first axis"),
  use([real(2, 3, 4)], (x) => f(x!, -2), "middle axis"),
  use([real(4)], (x) => f(x!)),
];

export const structure: Part<
  | ("sum" | "mean" | "max" | "min" | "logSumExp" | "argMax" | "softmax" | "logSoftmax" | "reshape" | "expand")
  | ("transpose" | "concat" | "split" | "slice" | "pad" | "gather" | "scatterAdd")
> = {
  sum: reduction(op.sum),
  mean: reduction(op.mean),
  max: reduction(op.max),
  min: reduction(op.min),
  logSumExp: reduction(op.logSumExp),
  argMax: [...alongAxis(op.argMax), use([real(2, 3)], (x) => op.argMax(x!, 1, true), "kept")],
  softmax: alongAxis(op.softmax),
  logSoftmax: alongAxis(op.logSoftmax),
  reshape: [
    use([real(2, 6)], (x) => op.reshape(x!, [3, 4])),
    use([real(1, 1)], (x) => op.reshape(x!, []), "to a scalar"),
  ],
  expand: [use([real(3, 1)], (x) => op.expand(x!, [2, 3, 4])), use([real()], (x) => op.expand(x!, [2, 2]), "a scalar")],
  transpose: [
    use([real(2, 3)], (x) => op.transpose(x!)),
    use([real(2, 3, 4)], (x) => op.transpose(x!, [1, 2, 0])),
    use([real(2, 3, 1, 2)], (x) => op.transpose(x!, [0, 3, 1, 2])),
  ],
  concat: [
    use([real(2, 3), real(2, 1), real(2, 2)], (...x) => op.concat(x, 1)),
    use([real(2, 3), real(1, 3)], (...x) => op.concat(x, 0)),
    use([real(2, 2)], (x) => op.concat([x!, x!], -1), "with itself"),
    use([real(3)], (x) => op.concat([x!], 0), "one value"),
  ],
  split: [
    use([real(2, 6)], (x) => op.split(x!, [1, 3, 2], 1)),
    use([real(4, 2)], (x) => op.split(x!, [3, 1], 0)),
    use([real(2, 6)], (x) => op.split(x!, [1, 3, 2], -1)[1]!, "one part used"),
    use([real(3)], (x) => op.split(x!, [3], 0), "one part"),
  ],
  slice: [
    use([real(4, 5)], (x) => op.slice(x!, { axis: 0, start: 1, end: 3 }, { axis: 1, start: -2 })),
    use([real(2, 7)], (x) => op.slice(x!, { axis: 1, start: 1, end: 6, step: 2 }), "every second"),
    use([real(5, 2)], (x) => op.slice(x!, { axis: 0, step: -1 }), "backwards"),
    use([real(8, 7)], (x) => op.slice(x!, { axis: 0, start: -2, step: -3 }, { axis: 1, step: 3 }), "strides"),
    use([real(3)], (x) => op.slice(x!), "all"),
  ],
  pad: [
    use([real(2, 3)], (x) => op.pad(x!, [1, 0], [0, 2])),
    use([real(3)], (x) => op.pad(x!, [2], [1], -1.5), "by a number"),
    use([real()], (x) => op.pad(x!, [], []), "a scalar"),
  ],
  gather: [
    use([real(4, 3), whole(4, 5)], (x, i) => op.gather(x!, i!)),
    use([real(4, 3), whole(4, 2, 3)], (x, i) => op.gather(x!, i!)),
    use([real(2, 4, 3), whole(4, 2, 2)], (x, i) => op.gather(x!, i!, 1)),
    use([real(2, 5), whole(5, 7)], (x, i) => op.gather(x!, i!, -1)),
    use([real(4, 2), whole(4)], (x, i) => op.gather(x!, i!), "one row"),
  ],
  scatterAdd: [
    use([real(5, 2), whole(3, 5)], (x, i) => op.scatterAdd(x!, i!, 4), "rows that meet"),
    use([real(2, 3, 2), whole(6, 2, 3)], (x, i) => op.scatterAdd(x!, i!, 6)),
    use([real(6), whole(4, 6)], (x, i) => op.scatterAdd(x!, i!, 4)),
    use([real(2), whole(3)], (x, i) => op.scatterAdd(x!, i!, 3), "one row"),
  ],
};
