import type { Signal } from "@preact/signals";

/** The button that shows all of a list, or its beginning again. */
export const More = ({
  all,
  less,
  more,
}: {
  readonly all: Signal<boolean>;
  readonly less: string;
  readonly more: string;
}) => (
  <p class="bar more">
    <button type="button" class="button small" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
      {all.value ? less : more}
    </button>
  </p>
);
