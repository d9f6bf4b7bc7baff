import type { Failure } from "../../../../src/serve/types.ts";
import { getDetail } from "../../state/api.ts";
import { useRun } from "../../state/load.ts";
import { current } from "../../state/store.ts";
import { clean } from "../../text/format.ts";
import { Name } from "../../ui/name.tsx";
import { Scroll } from "../../ui/scroll.tsx";
import { Head } from "../../ui/head.tsx";

/** Failures of the current run by their cause. */
export function Failures() {
  const detail = useRun("detail", getDetail).value?.answer;
  const run = current.value;
  if (detail === undefined || !detail.ok || run === undefined || detail.value.failures.length === 0) return null;
  const byCause = new Map<string, Failure[]>();
  for (const failure of detail.value.failures)
    byCause.set(failure.cause, [...(byCause.get(failure.cause) ?? []), failure]);
  return (
    <section>
      <h2>
        Failed trials of <Name text={run.name} limit={40} />
      </h2>
      <Scroll label="Failed trials">
        <table>
          <Head of={["Cause", ["Trials", "number"], "Such as"]} />
          <tbody>
            {[...byCause].map(([cause, of]) => (
              <tr key={cause}>
                <td class="wrap">
                  <bdi>{clean(cause, 300)}</bdi>
                </td>
                <td class="number">{of.length}</td>
                <td>
                  <Name
                    text={of
                      .slice(0, 3)
                      .map(({ trial }) => trial)
                      .join(", ")}
                    limit={60}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
