import { useSignal } from "@preact/signals";
import type { ErrorsView, RowContent } from "../../../../src/serve/types.ts";
import { clean, percent, show } from "../../text/format.ts";
import { Name } from "../../ui/name.tsx";
import { Scroll } from "../../ui/scroll.tsx";
import { Head } from "../../ui/head.tsx";

function Content({ content }: { readonly content: RowContent }) {
  if (content.picture !== undefined)
    return (
      <span class="pictured">
        <img src={content.picture} alt={`Row ${clean(content.name ?? "", 60)}`} width="72" height="72" />
        <Name text={content.name ?? ""} limit={40} />
      </span>
    );
  if (content.text !== undefined) return <bdi>{clean(content.text, 420)}</bdi>;
  return (
    <span class="cells">
      {(content.cells ?? []).map(({ name, value }) => (
        <span key={name}>
          <Name text={name} limit={24} />{" "}
          <b>{value === "" ? <i class="soft">missing</i> : <Name text={value} limit={28} />}</b>
        </span>
      ))}
    </span>
  );
}

/** A value with the digits of the loss beside it. */
const score = (value: string): string => (Number.isFinite(Number(value)) && value !== "" ? show(Number(value)) : value);

const FIRST = 10;

export function Worst({
  worst,
  isValue,
}: {
  readonly worst: NonNullable<ErrorsView["worst"]>;
  readonly isValue: boolean;
}) {
  const all = useSignal(false);
  return (
    <section>
      <div class="head">
        <h2>Worst rows</h2>
        <span class="note">
          validation rows of the largest loss: wrong labels, rare cases, or what the model cannot see
        </span>
      </div>
      <Scroll label="Worst rows">
        <table>
          <Head
            of={[
              ["Row", "number"],
              isValue ? ["Truth", "number"] : "Truth",
              isValue ? ["Answer", "number"] : "Answer",
              [isValue ? "Off by" : "Loss", "number"],
              "Content",
            ]}
          />
          <tbody>
            {worst.slice(0, all.value ? worst.length : FIRST).map(({ row, truth, answer, sure, loss, content }) => (
              <tr key={row} class="tall">
                <td class="number soft">{row}</td>
                <td class={isValue ? "number" : ""}>
                  <Name text={isValue ? score(truth) : truth} limit={24} />
                </td>
                <td class={isValue ? "number" : ""}>
                  <Name text={isValue ? score(answer) : answer} limit={24} />{" "}
                  {sure !== null && <span class="soft">{percent(sure)}</span>}
                </td>
                <td class="number">{show(loss)}</td>
                <td class="wrap">
                  <Content content={content} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {worst.length > FIRST && (
        <p class="bar more">
          <button type="button" class="button small" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
            {all.value ? `Only the worst ${FIRST}` : `All ${worst.length}`}
          </button>
        </p>
      )}
    </section>
  );
}
