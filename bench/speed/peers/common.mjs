// What the JavaScript contestants share: the given data, and the lines of the protocol (see ../peer.ts).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const WARM = 3;

/** Tensors of a safetensors file of float32. */
function readTensors(path) {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
  return Object.fromEntries(
    Object.entries(header)
      .filter(([name]) => name !== "__metadata__")
      .map(([name, { shape, data_offsets: [from, to] }]) => [
        name,
        { shape, data: new Float32Array(bytes.buffer.slice(bytes.byteOffset + 8 + length + from, bytes.byteOffset + 8 + length + to)) },
      ]),
  );
}

export function givenIn(folder) {
  const spec = JSON.parse(readFileSync(join(folder, "workload.json"), "utf8"));
  const { x, y, order } = readTensors(join(folder, "data.safetensors"));
  const batches = [];
  for (let i = 0; i < order.data.length; i += spec.batch) batches.push(Int32Array.from(order.data.subarray(i, i + spec.batch)));
  return { spec, weights: readTensors(join(folder, "weights.safetensors")), x, y, batches };
}

async function cost(step, steps) {
  const busy = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (let i = 0; i < steps; i++) await step(i);
  const wall = Number(process.hrtime.bigint() - start) / 1e3 / steps;
  const { user, system } = process.cpuUsage(busy);
  return { wall, cpu: (user + system) / steps };
}

/** `stepper(given, random)` makes a function of the step's number that gives the loss. */
export async function serve(variants, stepper) {
  const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  let known;
  say({ variants });
  for await (const line of createInterface({ input: process.stdin })) {
    const { folder, steps, losses } = JSON.parse(line);
    try {
      if (losses !== undefined) {
        const step = await stepper(givenIn(folder), false);
        const found = [];
        for (let i = 0; i < losses; i++) found.push(await step(i));
        say({ losses: found });
        continue;
      }
      if (known?.folder !== folder) {
        known = { folder, step: await stepper(givenIn(folder), true) };
        await cost(known.step, WARM);
      }
      say(await cost(known.step, steps));
    } catch (error) {
      say({ error: String(error?.message ?? error).slice(0, 300) });
    }
  }
}
