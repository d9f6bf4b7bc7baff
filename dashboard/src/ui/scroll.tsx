import type { ComponentChildren } from "preact";

interface ScrollProps {
  /** What the region is called. */
  readonly label: string;
  readonly kind?: "plain" | "board" | "runs";
  readonly onScroll?: (top: number) => void;
  readonly children: ComponentChildren;
}

/** A part that scrolls by itself, and can be reached and scrolled with the keyboard. */
export const Scroll = ({ label, kind, onScroll, children }: ScrollProps) => (
  <div
    class={kind === undefined ? "scroll" : `scroll ${kind}`}
    tabIndex={0}
    role="region"
    aria-label={label}
    {...(onScroll === undefined
      ? {}
      : { onScroll: (event: Event) => onScroll((event.currentTarget as Element).scrollTop) })}
  >
    {children}
  </div>
);
