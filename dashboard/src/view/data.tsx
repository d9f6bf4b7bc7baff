import type { DataFacts, NoticeLine } from "../../../src/serve/types.ts";
import { Bins } from "../chart/bins.tsx";
import { getDetail, getView } from "../state/api.ts";
import { useRun } from "../state/load.ts";
import { clean, percent, setting, whole } from "../text/format.ts";
import { Words } from "../ui/words.tsx";
import { Name } from "../ui/name.tsx";
import { Scroll } from "../ui/scroll.tsx";
import { Head } from "../ui/head.tsx";

function Notices({ notices }: { readonly notices: readonly NoticeLine[] }) {
  if (notices.length === 0) return null;
  const sorted = notices.toSorted((a, b) => Number(b.topic === "warning") - Number(a.topic === "warning"));
  return (
    <section>
      <h2>What was found and chosen</h2>
      <ul class="notices">
        {sorted.map(({ topic, message }, i) => (
          <li key={i} class={topic === "warning" ? "warning" : ""}>
            <b>{topic === "warning" ? "⚠ warning" : clean(topic, 20)}</b>
            <Words text={message} limit={500} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type Described = NonNullable<DataFacts["data"]>;

function Columns({ data }: { readonly data: Described }) {
  return (
    <section>
      <div class="head">
        <h2>Columns</h2>
        <span class="note">
          {data.columnsInAll} {data.columnsInAll === 1 ? "column" : "columns"}
          {data.columns.length < data.columnsInAll ? `, the first ${data.columns.length}` : ""}
        </span>
      </div>
      <Scroll label="Columns">
        <table>
          <Head
            of={[
              ["Column", "name"],
              "Type",
              "Use",
              ["Blank", "number"],
              ["Different", "number"],
              "Values",
              ["Range", "number"],
            ]}
          />
          <tbody>
            {data.columns.map(({ name, type, use, blanks, distinct, bins, range }) => (
              <tr key={name} class={use === "target" ? "on" : use === "left out" ? "out" : ""}>
                <th scope="row" class="name">
                  <Name text={name} limit={40} />
                </th>
                <td class="soft">{type}</td>
                <td>
                  {use === "target" ? (
                    <span class="chip best">target</span>
                  ) : use === "left out" ? (
                    <span class="chip">left out</span>
                  ) : (
                    ""
                  )}
                </td>
                <td class={`number ${blanks > 0 ? "worse" : "soft"}`}>
                  {blanks === 0 ? "0" : `${whole(blanks)} · ${percent(blanks / Math.max(1, data.rows))}`}
                </td>
                <td class="number">{distinct === undefined ? "" : whole(distinct)}</td>
                <td class="mini">
                  {bins !== undefined && (
                    <Bins
                      bins={bins}
                      width={120}
                      height={22}
                      label={`How often values of ${clean(name, 40)} occur`}
                      kind="fill-other"
                    />
                  )}
                </td>
                <td class="number soft">{range === undefined ? "" : `${setting(range[0])} to ${setting(range[1])}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

export function Data() {
  const answer = useRun("data", (run) => getView<DataFacts>(run, "data")).value?.answer;
  const detail = useRun("detail", getDetail).value?.answer;
  if (answer === undefined) return <p class="soft">Reading the data…</p>;
  if (!answer.ok) return <p class="alert">{answer.error}</p>;
  const { notices, data, why } = answer.value;
  const rows = detail?.ok ? detail.value.rows : null;
  const classes = data?.classes ?? [];
  const most = Math.max(1, ...classes.map((one) => one.rows));
  return (
    <>
      <dl class="cards">
        {data !== undefined && (
          <div class="card">
            <dt>Rows</dt>
            <dd>{whole(data.rows)}</dd>
            <dd class="note">
              <Name text={data.name} limit={40} />
            </dd>
          </div>
        )}
        {rows !== null &&
          (["train", "validation", "test"] as const).map((part) => (
            <div class="card" key={part}>
              <dt>{part === "train" ? "to learn from" : part === "validation" ? "to choose by" : "sealed"}</dt>
              <dd>{whole(rows[part])}</dd>
              <dd class="note">{part} rows</dd>
            </div>
          ))}
      </dl>
      {why !== undefined && (
        <p class="alert">
          <Words text={why} limit={400} />
        </p>
      )}
      <Notices notices={notices} />
      {classes.length > 0 && (
        <section>
          <h2>Classes</h2>
          <div class="panel bars">
            {classes.slice(0, 30).map((one) => (
              <>
                <Name text={one.name} limit={30} />
                <span class="meter">
                  <i style={{ width: `${(100 * one.rows) / most}%` }} />
                </span>
                <span class="number">
                  {whole(one.rows)} <span class="soft">{percent(one.rows / Math.max(1, data!.rows))}</span>
                </span>
              </>
            ))}
          </div>
        </section>
      )}
      {data !== undefined && <Columns data={data} />}
    </>
  );
}
