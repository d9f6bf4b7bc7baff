import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** The width that an element has, followed; charts are drawn to it. */
export function useWidth<E extends HTMLElement>(
  initial = 640,
): { readonly ref: RefObject<E | null>; readonly width: Signal<number> } {
  const ref = useRef<E>(null);
  const width = useSignal(initial);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = (): void => {
      const found = Math.floor(element.clientWidth);
      if (found > 0) width.value = found;
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [width]);
  return { ref, width };
}
