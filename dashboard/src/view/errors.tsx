import { useSignal } from "@preact/signals";
import type { ErrorsView, RowContent } from "../../../src/serve/types.ts";
import { linear } from "../chart/scale.ts";
import { useWidth } from "../chart/width.ts";
import { getView } from "../state/api.ts";
import { useRun } from "../state/load.ts";
import { clean, percent, setting, show, whole, tickText } from "../text/format.ts";
import { Name } from "../ui/name.tsx";
import { Scroll } from "../ui/scroll.tsx";
import { Frame } from "../chart/frame.tsx";
import { Head, type Heading, Unseen } from "../ui/head.tsx";

type Answers = NonNullable<ErrorsView["answers"]>;
const CLASSES = 24;

function Confusion({ confusion }: { readonly confusion: NonNullable<Answers["confusion"]> }) {
  const { classes, counts } = confusion;
  const shown = classes.slice(0, CLASSES);
  return (
    <figure class="panel">
      <figcaption class="head">
        <h2>Confusion</h2>
        <span class="note">true class in rows, answer in columns; share of the true class</span>
      </figcaption>
      <Scroll label="Confusion matrix" kind="plain">
        <table class="matrix">
          <Head
            of={[
              [<Unseen text="true class" />],
              ...shown.map((name): Heading => [<Name text={name} limit={14} />, "number"]),
            ]}
          />
          <tbody>
            {shown.map((name, row) => {
              const all = counts[row]!.reduce((a, b) => a + b, 0);
              return (
                <tr key={name}>
                  <th scope="row">
                    <Name text={name} limit={20} />
                  </th>
                  {shown.map((other, column) => {
                    const share = all === 0 ? 0 : counts[row]![column]! / all;
                    return (
                      <td
                        key={other}
                        class="number"
                        title={`${whole(counts[row]![column]!)} of ${whole(all)}`}
                        style={{ "--share": `${Math.round(share * 50)}%` }}
                        data-right={row === column}
                      >
                        {counts[row]![column] === 0 ? <span class="soft">–</span> : percent(share)}
                        {shown.length <= 6 && <span class="soft"> {counts[row]![column]}</span>}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      {classes.length > shown.length && (
        <p class="note">
          the first {shown.length} of {classes.length} classes
        </p>
      )}
    </figure>
  );
}

function Calibration({ calibration }: { readonly calibration: NonNullable<Answers["calibration"]> }) {
  const { ref, width } = useWidth<HTMLDivElement>(400);
  const size = Math.min(width.value, 420);
  const [left, right, top, bottom] = [42, size - 24, 8, size * 0.8 - 34];
  const x = (v: number): number => left + v * (right - left);
  const y = (v: number): number => bottom - v * (bottom - top);
  const most = Math.max(...calibration.bins.map(({ rows }) => rows));
  return (
    <figure class="panel">
      <figcaption class="head">
        <h2>Calibration</h2>
        <span class="note">
          on the diagonal, a model that says 80 % is right in 80 of 100 · ECE {show(calibration.ece)}
        </span>
      </figcaption>
      <div ref={ref}>
        <Frame width={size} height={size * 0.8} label={`Calibration, expected error ${show(calibration.ece)}`}>
          {[0, 0.25, 0.5, 0.75, 1].map((tick) => (
            <g key={tick}>
              <line class="grid" x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
              <text class="right" x={left - 6} y={y(tick) + 4}>
                {percent(tick)}
              </text>
              <text class="mid" x={x(tick)} y={bottom + 16}>
                {percent(tick)}
              </text>
            </g>
          ))}
          <text class="title right" x={right} y={bottom + 31}>
            how sure the model was
          </text>
          <line class="zero" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
          {calibration.bins.map(({ confidence, accuracy, rows }) => (
            <g key={confidence}>
              <line
                class="line-reference half"
                x1={x(confidence)}
                x2={x(confidence)}
                y1={y(confidence)}
                y2={y(accuracy)}
                stroke-width="2"
              />
              <circle class="point fill-best" cx={x(confidence)} cy={y(accuracy)} r={3 + 6 * Math.sqrt(rows / most)}>
                <title>{`${whole(rows)} rows: sure ${percent(confidence)}, right ${percent(accuracy)}`}</title>
              </circle>
            </g>
          ))}
        </Frame>
      </div>
    </figure>
  );
}

function Residuals({ residuals }: { readonly residuals: NonNullable<Answers["residuals"]> }) {
  const { ref, width } = useWidth<HTMLDivElement>(640);
  const { bands } = residuals;
  const height = 300;
  const [left, right, top, bottom] = [54, width.value - 10, 10, height - 36];
  const x = linear(
    bands.flatMap(({ from, to }) => [from, to]),
    left,
    right,
    { room: 0.02 },
  );
  const y = linear([...bands.flatMap(({ low, high }) => [low, high]), 0], bottom, top);
  return (
    <figure class="panel">
      <figcaption class="head">
        <h2>Residuals</h2>
        <span class="note">
          truth − prediction by the prediction: median and the middle 80 % of each tenth of the rows
        </span>
      </figcaption>
      <div ref={ref}>
        <Frame width={width.value} height={height} label="Residuals by prediction">
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line class={tick === 0 ? "zero" : "grid"} x1={left} x2={right} y1={y.at(tick)} y2={y.at(tick)} />
              <text class="right" x={left - 7} y={y.at(tick) + 4}>
                {tickText(tick)}
              </text>
            </g>
          ))}
          {x.ticks.map((tick) => (
            <text key={tick} class="mid" x={x.at(tick)} y={bottom + 17}>
              {tickText(tick)}
            </text>
          ))}
          <text class="title right" x={right} y={height - 3}>
            prediction →
          </text>
          {bands.map(({ from, to, low, median, high, rows }) => {
            const [x0, x1] = [x.at(from), Math.max(x.at(from) + 3, x.at(to) - 1.5)];
            return (
              <g key={from}>
                <rect
                  class="fill-best band"
                  x={x0}
                  width={x1 - x0}
                  y={y.at(high)}
                  height={Math.max(1, y.at(low) - y.at(high))}
                  rx="2"
                >
                  <title>{`${whole(rows)} rows predicted ${setting(from)} to ${setting(to)}: median residual ${setting(median)}`}</title>
                </rect>
                <line class="line-reference" x1={x0} x2={x1} y1={y.at(median)} y2={y.at(median)} stroke-width="2.5" />
              </g>
            );
          })}
        </Frame>
      </div>
    </figure>
  );
}

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

const FIRST = 10;

function Worst({ worst, isValue }: { readonly worst: NonNullable<ErrorsView["worst"]>; readonly isValue: boolean }) {
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
                  <Name text={truth} limit={24} />
                </td>
                <td class={isValue ? "number" : ""}>
                  <Name text={answer} limit={24} /> {sure !== null && <span class="soft">{percent(sure)}</span>}
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

export function Errors() {
  const answer = useRun("errors", (run) => getView<ErrorsView>(run, "errors")).value?.answer;
  if (answer === undefined) return <p class="soft">Asking the model about the validation rows…</p>;
  if (!answer.ok) return <p class="alert">{answer.error}</p>;
  const { why, answers, worst = [] } = answer.value;
  if (answers === undefined)
    return (
      <div class="empty">
        <h1>Which rows it gets wrong</h1>
        <p>{clean(why ?? "", 400)}</p>
      </div>
    );
  return (
    <>
      <p class="note lead">The kept model on {whole(answers.rows)} validation rows, which it did not learn from.</p>
      <div class="pair">
        {answers.confusion !== undefined && <Confusion confusion={answers.confusion} />}
        {answers.calibration !== undefined && <Calibration calibration={answers.calibration} />}
        {answers.residuals !== undefined && <Residuals residuals={answers.residuals} />}
      </div>
      <Worst worst={worst} isValue={answers.confusion === undefined && answers.calibration === undefined} />
    </>
  );
}
