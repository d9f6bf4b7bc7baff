import { useSignal } from "@preact/signals";
import type { ErrorsView, RowContent, WorstRow } from "../../../../src/serve/types.ts";
import { clean, percent, show } from "../../text/format.ts";
import { More } from "../../ui/control/more.tsx";
import { Name } from "../../ui/name.tsx";

/** Characters of a text that are shown before it is opened. */
const EXCERPT = 420;

function Excerpt({ text }: { readonly text: string }) {
  const all = useSignal(false);
  const isLong = text.length > EXCERPT;
  return (
    <p class="excerpt">
      <bdi>{clean(text, all.value ? 4000 : EXCERPT)}</bdi>{" "}
      {isLong && (
        <button type="button" class="link small" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
          {all.value ? "less" : "more"}
        </button>
      )}
    </p>
  );
}

function Content({ content }: { readonly content: RowContent }) {
  if (content.picture !== undefined)
    return <img src={content.picture} alt={clean(content.name ?? "", 60)} width="112" height="112" />;
  if (content.text !== undefined) return <Excerpt text={content.text} />;
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

/** The row, what is true, what was said and how surely, and what it cost. */
function Facts({ of, isValue }: { readonly of: WorstRow; readonly isValue: boolean }) {
  const { row, truth, answer, sure, loss, content } = of;
  const isWrong = !isValue && truth !== answer;
  return (
    <dl class="facts">
      <div>
        <dt>true</dt>
        <dd>
          <Name text={isValue ? score(truth) : truth} limit={28} />
        </dd>
      </div>
      <div>
        <dt>{isValue ? "predicted" : "said"}</dt>
        <dd class={isWrong ? "worse" : ""}>
          <Name text={isValue ? score(answer) : answer} limit={28} />
          {sure !== null && <span class="soft whole">, {percent(sure)} sure</span>}
        </dd>
      </div>
      <div>
        <dt>{isValue ? "off by" : "loss"}</dt>
        <dd>{show(loss)}</dd>
      </div>
      <div>
        <dt>row</dt>
        <dd class="soft">
          {row}
          {content.picture !== undefined && content.name !== `image ${row}` && (
            <>
              {" "}
              <Name text={content.name ?? ""} limit={40} />
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}

const FIRST = 10;
const FIRST_PICTURES = 12;

const WHAT = { table: "rows", text: "texts", image: "images" } as const;

export function Worst({
  worst,
  kind,
  isValue,
}: {
  readonly worst: NonNullable<ErrorsView["worst"]>;
  readonly kind: keyof typeof WHAT;
  readonly isValue: boolean;
}) {
  const all = useSignal(false);
  const first = kind === "image" ? FIRST_PICTURES : FIRST;
  return (
    <section>
      <div class="head">
        <h2>Worst {WHAT[kind]}</h2>
        <span class="note">
          validation {WHAT[kind]} of the largest {isValue ? "error" : "loss, −log of the true class’s probability"}:
          wrong labels, rare cases, or what the model cannot see
        </span>
      </div>
      <ol class={`worst ${kind}`} aria-label={`Worst ${WHAT[kind]}`}>
        {worst.slice(0, all.value ? worst.length : first).map((of) => (
          <li key={of.row} class="panel">
            <Facts of={of} isValue={isValue} />
            <Content content={of.content} />
          </li>
        ))}
      </ol>
      {worst.length > first && <More all={all} less={`Only the worst ${first}`} more={`All ${worst.length}`} />}
    </section>
  );
}
