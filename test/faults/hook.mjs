// Loaded before the program (node --import): tells on descriptor 3 what happens to checkpoints, and stops for good at one call.
import { writeSync } from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";

/** Where to stop: at this call (from 1) of this save (from 1); never when absent. */
const stop = JSON.parse(process.env.TEST_STOP ?? "{}");
const say = (text) => writeSync(3, `${text}\n`);
const { open, rename, readdir, unlink } = promises;
const ours = (path) => String(path).includes("checkpoints");
let [save, call, saving] = [0, 0, false];

/** Counts a call of a save; at the one to stop at it says so and sleeps until it is killed. */
function count(partly = () => {}) {
  if (!saving) return;
  call++;
  if (save !== stop.save || call !== stop.call) return;
  partly();
  say(`here ${save} ${call}`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function begin() {
  save++;
  call = 0;
  saving = true;
  say(`begin ${save}`);
}

function wrap(file) {
  const { write, sync, close } = file;
  file.write = (bytes, from, length, position) => {
    // Half of the bytes are written before the stop.
    count(() => writeSync(file.fd, bytes, from, length >> 1, position));
    return write.call(file, bytes, from, length, position);
  };
  file.sync = () => {
    count();
    return sync.call(file);
  };
  file.close = () => {
    count();
    return close.call(file);
  };
  return file;
}

promises.open = async (path, flags) => {
  if (!ours(path)) return open(path, flags);
  if (flags === "wx" && !saving) begin();
  count();
  return wrap(await open(path, flags));
};
promises.rename = async (from, to) => {
  if (ours(to)) count();
  await rename(from, to);
  if (basename(to) === "job.json") say("job");
};
promises.unlink = async (path) => {
  if (ours(path)) count();
  await unlink(path);
};
// Each save ends with a look at the folder, for what can be tidied away.
promises.readdir = async (path) => {
  const names = await readdir(path);
  if (!ours(path) || !saving) return names;
  count();
  say(`end ${save} ${call}`);
  saving = false;
  return names;
};
syncBuiltinESMExports();
