import { brushed, clearBrushes, inScope } from "../../state/store.ts";

/** How many lines are within the ranges that were brushed, and the way out. */
export function Brushed() {
  const keys = brushed.value;
  if (keys === undefined) return null;
  return (
    <span class="brushed" role="status">
      {keys.size} of {inScope.value.length} brushed
      <button type="button" class="button small plain" onClick={clearBrushes}>
        Clear
      </button>
    </span>
  );
}
