import { lineName } from "../../state/store.ts";
import { show } from "../../text/format.ts";
import { Name } from "../../ui/name.tsx";
import type { Place } from "./place.ts";

/** What is known of a point, beside it. */
export const Tip = ({ at: { line, x, y }, width }: { readonly at: Place; readonly width: number }) => (
  <div
    class="tip"
    style={{
      top: `${Math.max(0, y - 74)}px`,
      ...(x > width / 2 ? { right: `${width - x + 12}px` } : { left: `${x + 12}px` }),
    }}
  >
    <b>
      <Name text={lineName(line)} limit={60} />
    </b>
    <br />
    validation {show(line.trial.validation)} {line.trial.se === null ? "" : `± ${show(line.trial.se)}`} · training{" "}
    {show(line.trial.train)} · gap {show(line.trial.gap)}
    <br />
    <span class="soft">
      <Name text={line.run.name} limit={40} />
    </span>
  </div>
);
