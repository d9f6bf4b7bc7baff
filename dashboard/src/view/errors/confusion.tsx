import type { ErrorsView } from "../../../../src/serve/types.ts";
import { percent, whole } from "../../text/format.ts";
import { Name } from "../../ui/name.tsx";
import { Scroll } from "../../ui/scroll.tsx";
import { Head, type Heading, Unseen } from "../../ui/head.tsx";

export type Answers = NonNullable<ErrorsView["answers"]>;

const CLASSES = 40;
/** From so many classes on, or with names of so many characters, they stand upright above their columns. */
const UPRIGHT = { classes: 8, name: 6 };

/** Where there are many cells the sign is left to the note above. */
const shortly = (share: number, classes: number): string =>
  classes <= 6 ? percent(share) : share > 0 && share < 0.005 ? "<1" : (100 * share).toFixed(0);

export function Confusion({ confusion }: { readonly confusion: NonNullable<Answers["confusion"]> }) {
  const { classes, counts } = confusion;
  const shown = classes.slice(0, CLASSES);
  const isUpright = shown.length > UPRIGHT.classes && shown.some((name) => name.length > UPRIGHT.name);
  return (
    <figure class="panel">
      <figcaption class="head">
        <h2>Confusion</h2>
        <span class="note">
          true class in rows, answer in columns; {shown.length > 6 ? "per cent" : "share"} of the true class
        </span>
      </figcaption>
      <Scroll label="Confusion matrix" kind="plain">
        <table class={`matrix ${isUpright ? "upright" : ""} ${shown.length > 6 ? "many" : ""}`}>
          <Head
            of={[
              [<Unseen text="true class" />],
              ...shown.map((name): Heading => [<Name text={name} limit={isUpright ? 24 : 14} />, "number"]),
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
                        {counts[row]![column] === 0 ? <span class="soft">–</span> : shortly(share, shown.length)}
                        {shown.length <= 6 && counts[row]![column]! > 0 && (
                          <span class="soft"> · {counts[row]![column]}</span>
                        )}
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
