import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";

/** Paths beside the module that asks. */
export const beside =
  (base: string) =>
  (path: string): string =>
    new URL(path, base).pathname;

/** Runs a program in a process of its own, and gives what its last line says as JSON. */
export function told<T>([program, ...first]: readonly string[], ...args: readonly string[]): T {
  const text = execFileSync(program!, [...first, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(text.trim().split("\n").at(-1)!) as T;
}

/** Seconds on the clock and of processors that a program takes, as bash counts them: to the millisecond, its children included. */
export function secondsOf(command: readonly string[]): { readonly clock: number; readonly cpu: number } {
  const script = `TIMEFORMAT='%3R %3U %3S'; { time "$@" >/dev/null 2>&3; } 3>&2 2>&1`;
  const text = execFileSync("bash", ["-c", script, "bash", ...command], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [clock, user, system] = text.trim().split("\n").at(-1)!.replaceAll(",", ".").split(" ").map(Number);
  return { clock: clock!, cpu: user! + system! };
}

/** Gives a folder that is gone afterwards. */
export function inFolder<T>(name: string, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), `regularize-${name}-`));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes results with the load that they were measured under. */
export function keep(path: string | undefined, results: object): void {
  if (path !== undefined) writeFileSync(path, `${JSON.stringify({ load: loadavg()[0], ...results }, null, 1)}\n`);
}

export const loadNow = (): string => `load ${loadavg()[0]!.toFixed(1)}`;
