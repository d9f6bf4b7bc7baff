import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { getColumns, startJob } from "../../state/api.ts";
import { current, facts } from "../../state/store.ts";
import { clean } from "../../text/format.ts";
import { Segments } from "../../ui/segments.tsx";
import { Words } from "../../ui/words.tsx";
import { said } from "../../ui/said.tsx";

interface Wanted {
  readonly job: "compare" | "tune";
  readonly data: string;
  readonly target: string;
  readonly metric: string;
  readonly seeds: string;
  readonly epochs: string;
  readonly trials: string;
  readonly minutes: string;
}

const count = (text: string): number | undefined => (/^\d{1,6}$/u.test(text.trim()) ? Number(text) : undefined);

function orderOf({ job, data, target, metric, seeds, epochs, trials, minutes }: Wanted): object {
  const budget = Number(minutes);
  const entries = {
    ...{ job, data, target: target || undefined, metric: metric || undefined },
    ...{ seeds: count(seeds), epochs: count(epochs), trials: job === "tune" ? count(trials) : undefined },
    budgetSeconds: minutes.trim() !== "" && budget > 0 ? Math.max(1, Math.round(60 * budget)) : undefined,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** Starts a job on data that was named on the command line; everything is a number or a name of a list. */
export function Start() {
  const { data, metrics } = facts.value;
  const wanted = useSignal<Wanted>({
    job: "compare",
    data: data[0]?.id ?? "",
    target: "",
    metric: "",
    seeds: "",
    epochs: "",
    trials: "30",
    minutes: "",
  });
  const columns = useSignal<readonly string[]>([]);
  const error = useSignal("");
  const busy = useSignal(false);
  const set = (part: Partial<Wanted>): void => {
    wanted.value = { ...wanted.value, ...part };
  };
  const file = useComputed(() => wanted.value.data);
  useSignalEffect(() => {
    const id = file.value;
    if (id === "") return;
    void getColumns(id).then((answer) => {
      if (!answer.ok) error.value = answer.error;
      columns.value = answer.ok ? answer.value : [];
      set({ target: answer.ok ? (answer.value.at(-1) ?? "") : "" });
    });
  });
  if (data.length === 0)
    return (
      <section>
        <h2>Start a job</h2>
        <p class="note">
          Jobs start on data that the command line named:{" "}
          <b>
            <Words text={`regularize ui --data ${current.value?.data || "churn.csv"}`} limit={200} />
          </b>
        </p>
      </section>
    );
  const start = async (event: Event): Promise<void> => {
    event.preventDefault();
    busy.value = true;
    const answer = await startJob(orderOf(wanted.value));
    busy.value = false;
    error.value = answer.ok ? "" : answer.error;
  };
  const { job, target, metric, seeds, epochs, trials, minutes } = wanted.value;
  const number = (label: string, value: string, key: "seeds" | "epochs" | "trials" | "minutes", usual: string) => (
    <label class="field">
      {label}
      <input
        type="text"
        list={undefined}
        inputMode="numeric"
        size={6}
        placeholder={usual}
        value={value}
        onInput={(event) => set({ [key]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <section>
      <h2>Start a job</h2>
      {said(error.value)}
      <form class="panel start" onSubmit={(event) => void start(event)}>
        <Segments
          label="Job"
          value={job}
          options={[
            ["compare", "Compare the ladder"],
            ["tune", "Tune"],
          ]}
          onChange={(value) => set({ job: value })}
        />
        <label class="field">
          data
          <select value={wanted.value.data} onChange={(event) => set({ data: event.currentTarget.value })}>
            {data.map(({ id, name }) => (
              <option key={id} value={id}>
                {clean(name, 60)}
              </option>
            ))}
          </select>
        </label>
        {columns.value.length > 0 && (
          <label class="field">
            target
            <select value={target} onChange={(event) => set({ target: event.currentTarget.value })}>
              {columns.value.map((name) => (
                <option key={name} value={name}>
                  {clean(name, 60)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="field">
          metric
          <select value={metric} onChange={(event) => set({ metric: event.currentTarget.value })}>
            <option value="">by the task</option>
            {metrics.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {number("repeats", seeds, "seeds", "5")}
        {number("epochs", epochs, "epochs", "auto")}
        {job === "tune" && number("trials", trials, "trials", "30")}
        {number("minutes at most", minutes, "minutes", "no limit")}
        <button type="submit" class="button main" disabled={busy.value}>
          Start
        </button>
      </form>
    </section>
  );
}
