import { binary, unary } from "../define.ts";
import { erf as erfReference } from "../special.ts";

const AWAY_FROM_ZERO = { inputs: [[-3, 3]], kinks: [0] } as const;
const POSITIVE = { inputs: [[0.1, 4]] } as const;

export const add = binary("add", "Add", (a, b) => a + b);
export const sub = binary("sub", "Sub", (a, b) => a - b);
export const mul = binary("mul", "Mul", (a, b) => a * b);
export const div = binary("div", "Div", (a, b) => a / b, {
  inputs: [
    [-3, 3],
    [0.2, 3],
  ],
});
/** aᵇ for a > 0. */
export const pow = binary("pow", "Pow", (a, b) => a ** b, {
  inputs: [
    [0.2, 3],
    [-2, 2],
  ],
});
export const maximum = binary("maximum", "Max", (a, b) => Math.max(a, b), { inputs: [[-3, 3]], kinks: [0] });
export const minimum = binary("minimum", "Min", (a, b) => Math.min(a, b), { inputs: [[-3, 3]], kinks: [0] });

/** x, through which no gradient flows: a constant to whoever differentiates. */
export const detach = unary("detach", "Identity", (x) => x);
export const neg = unary("neg", "Neg", (x) => -x);
export const abs = unary("abs", "Abs", Math.abs, AWAY_FROM_ZERO);
export const sign = unary("sign", "Sign", Math.sign, AWAY_FROM_ZERO);
export const floor = unary("floor", "Floor", Math.floor, { inputs: [[-3, 3]], kinks: [-3, -2, -1, 0, 1, 2, 3] });
export const exp = unary("exp", "Exp", Math.exp);
export const log = unary("log", "Log", Math.log, POSITIVE);
export const sqrt = unary("sqrt", "Sqrt", Math.sqrt, POSITIVE);
export const reciprocal = unary("reciprocal", "Reciprocal", (x) => 1 / x, POSITIVE);
export const erf = unary("erf", "Erf", erfReference);
export const sin = unary("sin", "Sin", Math.sin);
export const cos = unary("cos", "Cos", Math.cos);
export const tanh = unary("tanh", "Tanh", Math.tanh);
export const sigmoid = unary("sigmoid", "Sigmoid", (x) =>
  x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)),
);
/** log(1 + eˣ), stable for large |x|. */
export const softplus = unary("softplus", "Softplus", (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
export const relu = unary("relu", "Relu", (x) => Math.max(x, 0), AWAY_FROM_ZERO);
