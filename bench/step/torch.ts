import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Contestant } from "./contestant.ts";
import type { Net } from "./nets.ts";

/** PyTorch in a process of its own that sleeps on its input between rounds. */
export interface TorchPeer {
  contestants(net: Net): readonly Contestant[];
  stop(): void;
}

const script = new URL("../peers/step_torch.py", import.meta.url).pathname;

/** Starts `python` with PyTorch. Each contestant's rounds are a line out and a line back. */
export async function startTorch(python: string, threads: number): Promise<TorchPeer> {
  const args = [script, "--serve", "--threads", String(threads)];
  const child = spawn(python, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${python} ended with code ${child.exitCode}`);
    return JSON.parse(value) as Record<string, unknown>;
  };
  await answer();
  const contestant = (net: Net, variant: string): Contestant => ({
    name: `PyTorch, ${variant}`,
    time: async (steps) => {
      ask(child, { net: net.name, variant, steps });
      const { wall, cpu } = await answer();
      return { wall: Number(wall), cpu: Number(cpu) };
    },
    dispose: () => Promise.resolve(),
  });
  return {
    contestants: (net) => ["foreach", "fused"].map((variant) => contestant(net, variant)),
    stop: () => void child.stdin.end(),
  };
}

const ask = (child: ChildProcess, question: object): void => {
  child.stdin?.write(`${JSON.stringify(question)}\n`);
};
