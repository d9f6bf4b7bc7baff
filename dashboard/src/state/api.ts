import type { CurvesMore, Had } from "../../../src/serve/scan/curves.ts";
import type { JobView, RunDetail, State } from "../../../src/serve/types.ts";

/** What a request came to: its answer, or a sentence that says why there is none. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

async function ask<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(path, init);
    const body: unknown = await response.json();
    if (response.ok) return { ok: true, value: body as T };
    const said = body as { readonly error?: string; readonly todo?: string };
    return { ok: false, error: [said.error ?? `HTTP ${response.status}`, said.todo].filter(Boolean).join(" → ") };
  } catch {
    return { ok: false, error: "the server does not answer" };
  }
}

const send = <T>(path: string, body: object = {}): Promise<Answer<T>> =>
  ask(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-regularize": "1" },
    body: JSON.stringify(body),
  });

export const getState = (): Promise<Answer<State>> => ask("api/state");
export const getDetail = (run: string): Promise<Answer<RunDetail>> => ask(`api/runs/${run}`);
export const getMore = (run: string, { lines, mark }: Had): Promise<Answer<CurvesMore>> =>
  ask(`api/runs/${run}/curves?lines=${lines}&mark=${mark}`);
export const getView = <T>(run: string, view: string): Promise<Answer<T>> => ask(`api/runs/${run}/${view}`);
export const getColumns = (data: string): Promise<Answer<readonly string[]>> => ask(`api/data/${data}/columns`);
export const startJob = (order: object): Promise<Answer<JobView>> => send("api/jobs", order);
export const stopJob = (id: string): Promise<Answer<object>> => send(`api/jobs/${id}/stop`);
export const resumeRun = (run: string): Promise<Answer<JobView>> => send(`api/runs/${run}/resume`);
export const fileAddress = (run: string, file: number): string => `api/runs/${run}/files/${file}`;
