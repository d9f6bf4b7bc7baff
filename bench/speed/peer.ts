import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Racer } from "./ours.ts";

/** Another program that trains: a line of JSON in, a line of JSON out; it sleeps between its rounds. */
export interface Peer {
  readonly variants: readonly string[];
  racer(folder: string, variant: string): Racer;
  stop(): void;
}

/**
 * Starts a program that first writes `{"variants": […]}`, then answers `{folder, variant, steps}` with `{wall, cpu}` in
 * microseconds a step, and `{folder, variant, losses}` with `{losses}`. An answer `{error}` is thrown.
 */
export async function startPeer(command: readonly string[], threads: number): Promise<Peer> {
  const count = String(threads);
  const limits = { OMP_NUM_THREADS: count, MKL_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count };
  const child = spawn(command[0]!, [...command.slice(1), "--threads", count], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...limits },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${command.join(" ")} ended with code ${child.exitCode}`);
    const said = JSON.parse(value) as Record<string, unknown>;
    if (said["error"] !== undefined) throw new Error(JSON.stringify(said["error"]));
    return said;
  };
  const ask = (question: object): Promise<Record<string, unknown>> => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    return answer();
  };
  const { variants } = await answer();
  return {
    variants: variants as string[],
    racer: (folder, variant) => ({
      name: variant,
      time: async (steps) => {
        const { wall, cpu } = await ask({ folder, variant, steps });
        return { wall: Number(wall), cpu: Number(cpu) };
      },
      losses: async (steps) => (await ask({ folder, variant, losses: steps }))["losses"] as number[],
      dispose: () => Promise.resolve(),
    }),
    stop: () => void child.stdin.end(),
  };
}
