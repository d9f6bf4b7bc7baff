import { broadcast, type Shape } from "../../core/index.ts";
import { broadcastIndex, misfit, requireReal } from "../define.ts";
import { product } from "../lowering.ts";
import { apply1, type Op, type Reference, type Value } from "../node.ts";

/** Rows and columns of the last two axes, after the transposition. */
const matrix = (shape: Shape, transposed: unknown): readonly [rows: number, columns: number] => {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed === true ? [columns, rows] : [rows, columns];
};

const broadcasts = (a: Shape, b: Shape): boolean =>
  a.toReversed().every((d, i) => d === 1 || (b.at(-1 - i) ?? 1) === 1 || d === b.at(-1 - i));

function multiply(a: Reference, b: Reference, flags: readonly unknown[], shape: Shape): Float64Array {
  const [rows, inner] = matrix(a.shape, flags[0]);
  const columns = shape.at(-1)!;
  const batch = shape.slice(0, -2);
  const [aAt, bAt] = [a, b].map((x) => broadcastIndex(x.shape.slice(0, -2), batch)) as [Int32Array, Int32Array];
  const [ai, ak] = flags[0] === true ? [1, rows] : [inner, 1];
  const [bk, bj] = flags[1] === true ? [1, inner] : [columns, 1];
  const result = new Float64Array(aAt.length * rows * columns);
  for (let i = 0; i < result.length; i++) {
    const [p, row, column] = [Math.floor(i / (rows * columns)), Math.floor(i / columns) % rows, i % columns];
    const [aFrom, bFrom] = [aAt[p]! * rows * inner + row * ai!, bAt[p]! * inner * columns + column * bj!];
    for (let k = 0; k < inner; k++) result[i]! += a.data[aFrom + k * ak!]! * b.data[bFrom + k * bk!]!;
  }
  return result;
}

const matmulOp: Op = {
  name: "matmul",
  type: ([a, b], { transposeA, transposeB }) => {
    for (const x of [a!, b!]) requireReal(x, "matmul");
    const [rows, inner] = matrix(a!.shape, transposeA);
    const [inner2, columns] = matrix(b!.shape, transposeB);
    const [batchA, batchB] = [a!.shape.slice(0, -2), b!.shape.slice(0, -2)];
    if (a!.shape.length < 2 || b!.shape.length < 2 || inner !== inner2 || !broadcasts(batchA, batchB))
      throw misfit("matmul", a!.shape, b!.shape, {
        expected: "[…, rows, inner] times […, inner, columns] with batch axes that broadcast",
        received: `transposeA ${transposeA === true}, transposeB ${transposeB === true}`,
      });
    return [{ shape: [...broadcast(batchA, batchB, "matmul"), rows, columns], dtype: "f32" }];
  },
  reference: ([a, b], { transposeA, transposeB }, [output]) => [
    multiply(a!, b!, [transposeA, transposeB], output!.shape),
  ],
  lower: (emit, names, { inputs, attributes: { transposeA, transposeB } }) => [
    product(
      emit,
      names,
      inputs.map((x) => x.shape.length),
      [transposeA === true, transposeB === true],
    ),
  ],
  domain: { inputs: [[-3, 3]] },
};

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** a b, of matrices or of batches of them: […, rows, inner] × […, inner, columns] → […, rows, columns]. */
export const matmul = (a: Value, b: Value, { transposeA = false, transposeB = false }: MatmulOptions = {}): Value =>
  apply1(matmulOp, [a, b], { transposeA, transposeB });
