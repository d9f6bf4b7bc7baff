import { RegularizeError, type Shape, showShape } from "../../core/index.ts";
import type { Layout } from "../../train/layout.ts";
import type { NamedTensor } from "../../train/state.ts";
import { countsOf, entriesOf, type TorchEntry, transpose } from "./form.ts";

type Tensors = Readonly<Record<string, NamedTensor>>;

/**
 * A state_dict of PyTorch's as tensors that `trainer.load` takes: matrices of linear layers turned from [out, in] to
 * [in, out], running statistics renamed, counts of batches left out. Throws E332 that lists everything missing, extra or
 * misshapen at once, in PyTorch's names and shapes.
 */
export function fromTorch(layout: Layout, given: Tensors, prefix = ""): Record<string, NamedTensor> {
  const counts = new Set(countsOf(layout).map((name) => prefix + name));
  const used = new Set<string>();
  const wrong: string[] = [];
  const tensors: Record<string, NamedTensor> = {};
  for (const entry of entriesOf(layout)) {
    const name = entry.names.map((known) => prefix + known).find((known) => Object.hasOwn(given, known));
    if (name === undefined) {
      wrong.push(`missing: ${prefix}${entry.names[0]} ${showShape(entry.shape)}`);
      continue;
    }
    used.add(name);
    const problem = misfit(given[name]!, entry.shape);
    if (problem === undefined) tensors[entry.ours.name] = toOurs(given[name]!, entry);
    else wrong.push(`${name}: ${problem}`);
  }
  const extra = Object.keys(given).filter((name) => !used.has(name) && !counts.has(name));
  if (wrong.length === 0 && extra.length === 0) return tensors;
  throw new RegularizeError({
    code: "E332",
    message: "The state_dict does not fit the model",
    details: [...wrong, ...extra.map((name) => `extra: ${name} ${showShape(given[name]!.shape)}`)],
    todo: adviceFor(layout, given, prefix),
  });
}

function misfit({ shape, data }: NamedTensor, expected: Shape): string | undefined {
  const size = expected.reduce((n, d) => n * d, 1);
  if (shape.join() !== expected.join()) return `expected ${showShape(expected)}, found ${showShape(shape)}`;
  return data.length === size ? undefined : `expected ${size} numbers, found ${data.length}`;
}

const toOurs = ({ data }: NamedTensor, { ours, shape, transposed }: TorchEntry): NamedTensor => ({
  shape: ours.shape,
  data: transposed ? transpose(data, shape) : data,
});

/** Wrappers such as DataParallel put a word before every name. */
function adviceFor(layout: Layout, given: Tensors, prefix: string): string {
  const [first] = entriesOf(layout).flatMap(({ names }) => names);
  const found = Object.keys(given).find((name) => first !== undefined && name.endsWith(`.${first}`));
  return found === undefined || prefix !== ""
    ? "build the model with PyTorch's layers in PyTorch's order: children of sequential are named 0, 1, …"
    : `pass { prefix: ${JSON.stringify(found.slice(0, found.length - first!.length))} }`;
}

/** A model's tensors as a state_dict that PyTorch's modules of the same structure load. `steps` are the batches learned from. */
export function toTorch(layout: Layout, tensors: Tensors, steps: number): Record<string, NamedTensor> {
  const named = entriesOf(layout).map(({ ours, names, shape, transposed }): [string, NamedTensor] => {
    const { data } = tensors[ours.name]!;
    return [names[0], { shape, data: transposed ? transpose(data, ours.shape) : data }];
  });
  const count: NamedTensor = { shape: [], data: Float32Array.of(steps) };
  return Object.fromEntries([...named, ...countsOf(layout).map((name) => [name, count] as const)]);
}
