import { current, inScope, lines, isComparable, wide } from "../../state/store.ts";
import { Segments } from "./segments.tsx";

/** Whether a map shows one run or all that were scored alike. */
export function Scope() {
  const run = current.value;
  if (run === undefined || run.trials.length < 2) return null;
  const others = lines.value.some((line) => line.run.id !== run.id && isComparable(line.run, run));
  if (!others) return null;
  return (
    <div class="bar">
      <Segments
        label="Lines that are shown"
        value={wide.value ? "all" : "one"}
        options={[
          ["one", "This run"],
          ["all", "All runs of this data"],
        ]}
        onChange={(value) => {
          wide.value = value === "all";
        }}
      />
      <span class="soft small">{inScope.value.length} lines</span>
    </div>
  );
}
