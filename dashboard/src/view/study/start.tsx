import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { getColumns, startJob } from "../../state/api.ts";
import { current, facts } from "../../state/store.ts";
import { clean } from "../../text/format.ts";
import { said } from "../../ui/said.tsx";
import { Segments } from "../../ui/control/segments.tsx";
import { Words } from "../../ui/words.tsx";
import { Choice, NumberField } from "./field.tsx";
import { orderOf, type Wanted } from "./order.ts";

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
        <Choice
          label="data"
          value={wanted.value.data}
          options={data.map(({ id, name }) => [id, clean(name, 60)])}
          onChange={(value) => set({ data: value })}
        />
        {columns.value.length > 0 && (
          <Choice
            label="target"
            value={target}
            options={columns.value.map((name) => [name, clean(name, 60)])}
            onChange={(value) => set({ target: value })}
          />
        )}
        <Choice
          label="metric"
          value={metric}
          options={[["", "by the task"], ...metrics.map((name) => [name, name] as const)]}
          onChange={(value) => set({ metric: value })}
        />
        <NumberField label="repeats" value={seeds} usual="5" onChange={(value) => set({ seeds: value })} />
        <NumberField label="epochs" value={epochs} usual="auto" onChange={(value) => set({ epochs: value })} />
        {job === "tune" && (
          <NumberField label="trials" value={trials} usual="30" onChange={(value) => set({ trials: value })} />
        )}
        <NumberField
          label="minutes at most"
          value={minutes}
          usual="no limit"
          onChange={(value) => set({ minutes: value })}
        />
        <button type="submit" class="button main" disabled={busy.value}>
          Start
        </button>
      </form>
    </section>
  );
}
