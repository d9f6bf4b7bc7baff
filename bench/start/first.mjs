// From nothing to the first epoch of a fit, twice in one process: node first.mjs FOLDER
import { join } from "node:path";

const folder = process.argv[2];
const data = new URL("../../data/german-credit.csv", import.meta.url).pathname;
const now = () => {
  const { user, system } = process.cpuUsage();
  return { clock: performance.now() / 1000, cpu: (user + system) / 1e6 };
};

/** Until the first epoch is told, since `start`: 0 is the start of the process. */
async function first(start, name) {
  const { fit } = await import("../../dist/index.js");
  let end;
  const listen = (event) => {
    if (event.type === "epoch") end ??= now();
  };
  const out = join(folder, `${name}-${process.pid}`);
  await fit({ data, target: "class", out, base: { epochs: 1, earlyStopping: false }, workers: 1 }, listen);
  return { clock: end.clock - start.clock, cpu: end.cpu - start.cpu };
}

const cold = await first({ clock: 0, cpu: 0 }, "cold");
const warm = await first(now(), "warm");
console.log(JSON.stringify({ cold, warm }));
