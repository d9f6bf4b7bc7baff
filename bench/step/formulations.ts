import { OnnxBuilder } from "../../src/compile/builder.ts";
import { createMemory, roomFor } from "../../src/kernel/index.ts";
import { byProduct, bySum, scalar, shapesOf, sizeOf, writeLayers } from "./layers.ts";
import { BETA1, BETA2, EPSILON, LEARNING_RATE, type Net } from "./nets.ts";
import { type Formulation, type Parameters, sessionOf } from "./prototype.ts";

/** Adam's learning rate at step t, the correction of both moments inside. */
const corrected = (t: number): number => (LEARNING_RATE * Math.sqrt(1 - BETA2 ** t)) / (1 - BETA1 ** t);

/** All parameters are one vector, and Adam is nodes of the graph: p, m, v in; p, m, v out. */
export async function flatProgram(net: Net, first: Parameters, threads: number): Promise<Formulation> {
  const shapes = shapesOf(net);
  const size = shapes.map(sizeOf).reduce((a, n) => a + n);
  const [ort, session] = await sessionOf(writeFlat(net, shapes, size), threads);
  const tensor = (shape: readonly number[]) => new ort.Tensor("float32", new Float32Array(sizeOf(shape)), shape);
  const place = () => ({ p: tensor([size]), m: tensor([size]), v: tensor([size]) });
  let [from, to] = [place(), place()];
  let offset = 0;
  for (const values of first) {
    (from.p.data as Float32Array).set(values, offset);
    offset += values.length;
  }
  const [x, y, rate, loss] = [[net.batch, net.sizes[0]!], [net.batch, net.sizes.at(-1)!], [], []].map(tensor);
  const array = (t: typeof x): Float32Array => t!.data as Float32Array;
  const update = async (t: number): Promise<void> => {
    array(rate)[0] = corrected(t);
    const fetches = { loss: loss!, "p next": to.p, "m next": to.m, "v next": to.v };
    await session.run({ x: x!, y: y!, rate: rate!, ...from }, fetches);
    [from, to] = [to, from];
  };
  return { x: array(x), y: array(y), loss: array(loss), update, dispose: () => session.release() };
}

function writeFlat(net: Net, shapes: readonly (readonly number[])[], size: number): OnnxBuilder {
  const b = new OnnxBuilder({ microsoft: true });
  const [p, m, v] = ["p", "m", "v"].map((name) => b.input(name, "f32", [size])) as [string, string, string];
  const rate = b.input("rate", "f32", []);
  const parts = b.nodes("Split", [p, b.ints(shapes.map(sizeOf))], { axis: 0 }, shapes.length);
  const parameters = shapes.map((shape, i) => b.node("Reshape", [parts[i]!, b.ints(shape)]));
  const { loss, gradients } = writeLayers(b, net, parameters, byProduct);
  const flat = gradients.map((g, i) => b.node("Reshape", [g, b.ints([sizeOf(shapes[i]!)])]));
  const g = b.node("Concat", flat, { axis: 0 });
  const towards = (from: string, to: string, by: number): string =>
    b.node("Add", [from, b.node("Mul", [b.node("Sub", [to, from]), scalar(b, by)])]);
  const nextM = towards(m, g, 1 - BETA1);
  const nextV = towards(v, b.node("Mul", [g, g]), 1 - BETA2);
  const root = b.node("Add", [b.node("Sqrt", [nextV]), scalar(b, EPSILON)]);
  const nextP = b.node("Sub", [p, b.node("Div", [b.node("Mul", [nextM, rate]), root])]);
  b.output("p next", nextP, "f32", [size]);
  b.output("m next", nextM, "f32", [size]);
  b.output("v next", nextV, "f32", [size]);
  b.output("loss", loss, "f32", []);
  return b;
}

/** A tensor per parameter and per gradient, all on one WebAssembly memory, where a kernel applies Adam in one pass. */
export async function kernelProgram(net: Net, first: Parameters, threads: number): Promise<Formulation> {
  const shapes = shapesOf(net);
  const offsets: number[] = [];
  let size = 0;
  for (const shape of shapes) {
    offsets.push(size);
    size += Math.ceil(sizeOf(shape) / 4) * 4;
  }
  const [ort, session] = await sessionOf(writePerTensor(net, shapes), threads);
  const { kernels, floats } = createMemory({ floats: roomFor(size, size, size, size) });
  const [parameters, gradients, firstMoment, secondMoment] = [floats(size), floats(size), floats(size), floats(size)];
  for (const [i, values] of first.entries()) parameters.set(values, offsets[i]!);
  const [x, y] = [net.sizes[0]!, net.sizes.at(-1)!].map((width) => new Float32Array(net.batch * width));
  const loss = new Float32Array(1);
  const tensor = (data: Float32Array, shape: readonly number[]) => new ort.Tensor("float32", data, shape);
  const feeds = { x: tensor(x!, [net.batch, net.sizes[0]!]), y: tensor(y!, [net.batch, net.sizes.at(-1)!]) };
  const fetches = { loss: tensor(loss, []) };
  shapes.forEach((shape, i) => {
    const view = (all: Float32Array) => tensor(all.subarray(offsets[i]!, offsets[i]! + sizeOf(shape)), shape);
    Object.assign(feeds, { [`p${i}`]: view(parameters) });
    Object.assign(fetches, { [`g${i}`]: view(gradients) });
  });
  const settings = { learningRate: LEARNING_RATE, beta1: BETA1, beta2: BETA2, epsilon: EPSILON };
  const update = async (step: number): Promise<void> => {
    await session.run(feeds, fetches);
    kernels.adam(
      { parameters, gradients, firstMoment, secondMoment },
      { ...settings, step, gradientScale: 1, l2: 0, l1: 0, decay: 0 },
    );
  };
  return { x: x!, y: y!, loss, update, dispose: () => session.release() };
}

function writePerTensor(net: Net, shapes: readonly (readonly number[])[]): OnnxBuilder {
  const b = new OnnxBuilder({ microsoft: true });
  const parameters = shapes.map((shape, i) => b.input(`p${i}`, "f32", shape));
  const { loss, gradients } = writeLayers(b, net, parameters, bySum);
  for (const [i, g] of gradients.entries()) b.output(`g${i}`, g, "f32", shapes[i]!);
  b.output("loss", loss, "f32", []);
  return b;
}
