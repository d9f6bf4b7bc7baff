import fc from "fast-check";
import { expect, it } from "vitest";
import { follow, type Source } from "../../dashboard/src/state/follow.ts";
import type { Change, RunSummary, State } from "../../src/serve/index.ts";

/** A server that tells of runs by their counted changes, as `Live` does; what it sends arrives when the test says so. */
class Server {
  told = 0;
  readonly runs = new Map<string, number>();
  /** Answers that were made, to be delivered. */
  readonly answers: (() => void)[] = [];
  asked = 0;
  on: Parameters<Source["listen"]>[0] | undefined;
  #isJoined = false;
  #messages: Change[] = [];

  change(id: string): void {
    this.told++;
    this.runs.set(id, this.told);
    if (this.#isJoined) this.#messages.push({ told: this.told, runs: [runOf(id, this.told)], gone: [], jobs: [] });
  }
  join(): void {
    if (this.#isJoined) return;
    this.#isJoined = true;
    this.#messages.push({ told: this.told, runs: [], gone: [], jobs: [] });
    this.on?.open();
  }
  deliver(): void {
    const message = this.#messages.shift();
    if (message !== undefined) this.on?.change(message);
  }
  /** Another server at the same address: it counts from the start. */
  restart(): void {
    if (!this.#isJoined) return;
    this.on?.lost();
    [this.#isJoined, this.#messages, this.told] = [false, [], 0];
  }
  /** Makes the answer now. */
  async ask(): Promise<{ readonly ok: true; readonly value: State }> {
    this.asked++;
    const runs = [...this.runs].map(([id, changed]) => runOf(id, changed));
    const value = { told: this.told, runs } as unknown as State;
    await new Promise<void>((resolve) => this.answers.push(resolve));
    return { ok: true, value };
  }
}

const runOf = (id: string, changed: number): RunSummary => ({ id, changed }) as unknown as RunSummary;

/** The runs that a page shows, each with its last change. */
function opened(server: Server): Map<string, number> {
  const shown = new Map<string, number>();
  const put = (runs: readonly RunSummary[]): void => {
    for (const { id, changed } of runs) shown.set(id, changed);
  };
  follow(
    { ask: () => server.ask(), listen: (on) => (server.on = on) },
    {
      whole: (answer) => {
        shown.clear();
        if (answer.ok) put(answer.value.runs);
      },
      change: ({ runs }) => put(runs),
      online: () => undefined,
    },
  );
  return shown;
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const step = fc.oneof(
  fc.constantFrom("join", "deliver", "answer", "restart"),
  fc.constantFrom("a", "b", "c").map((id) => `change ${id}`),
);

it("whatever comes first, the state or the stream, the page ends with what the server has", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const server = new Server();
      const shown = opened(server);
      for (const name of [
        ...steps,
        "join",
        "answer",
        ...Array.from({ length: 30 }, () => "deliver"),
        "answer",
        "answer",
      ]) {
        if (name === "join") server.join();
        else if (name === "deliver") server.deliver();
        else if (name === "restart") server.restart();
        else if (name === "answer") server.answers.shift()?.();
        else server.change(name.slice(7));
        await settled();
      }
      while (server.answers.length > 0) {
        server.answers.shift()!();
        await settled();
      }
      expect(shown).toEqual(server.runs);
    }),
    { numRuns: 200 },
  );
});

it("a page that opens asks for the state once, before the stream is open", async () => {
  const server = new Server();
  server.change("a");
  const shown = opened(server);
  expect(server.asked).toBe(1);
  server.join();
  server.deliver();
  server.answers.shift()!();
  await settled();
  expect([...shown.keys()]).toEqual(["a"]);
  expect(server.asked).toBe(1);
});
