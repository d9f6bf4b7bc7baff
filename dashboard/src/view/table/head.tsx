import type { Column } from "../../state/columns.ts";
import { clean } from "../../text/format.ts";
import type { Sorting } from "./lines.ts";

interface SortHeadProps {
  readonly columns: readonly Column[];
  readonly sorting: Sorting | undefined;
  readonly sort: (name: string, isNumber: boolean) => void;
}

/** Headings that sort. */
export const SortHead = ({ columns, sorting, sort }: SortHeadProps) => (
  <thead>
    <tr>
      <th scope="col">
        <span class="hidden">chosen</span>
      </th>
      {columns.map(({ name, title, isNumber }) => {
        const down = sorting?.name === name ? sorting.down : undefined;
        return (
          <th
            key={name}
            scope="col"
            class={isNumber ? "number" : "name"}
            {...(down === undefined ? {} : { "aria-sort": down ? ("descending" as const) : ("ascending" as const) })}
          >
            <button type="button" onClick={() => sort(name, isNumber)}>
              {clean(title, 28)} <span aria-hidden="true">{down === undefined ? "" : down ? "↓" : "↑"}</span>
            </button>
          </th>
        );
      })}
      <th scope="col">Tags</th>
    </tr>
  </thead>
);
