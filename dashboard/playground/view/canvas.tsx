import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

export interface Area {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
}

/** A picture with a name, or a decoration. */
const named = (label: string) =>
  label === "" ? { "aria-hidden": true } : { role: "img" as const, "aria-label": label };

/** A canvas that is as large as its place, sharp on every screen, and drawn again when what `draw` reads has changed. */
export function Canvas({
  draw,
  label,
  ratio,
}: {
  readonly draw: (area: Area) => void;
  readonly label: string;
  readonly ratio: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    const context = element.getContext("2d")!;
    const paint = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      const dots = Math.min(2, devicePixelRatio);
      const [across, down] = [Math.round(width * dots), Math.round(height * dots)];
      if (element.width !== across || element.height !== down) Object.assign(element, { width: across, height: down });
      context.setTransform(dots, 0, 0, dots, 0, 0);
      context.clearRect(0, 0, width, height);
      if (width > 0) draw({ context, width, height });
    };
    const end = effect(paint);
    const observer = new ResizeObserver(paint);
    observer.observe(element);
    return () => {
      observer.disconnect();
      end();
    };
  }, [draw]);
  return <canvas ref={canvas} {...named(label)} style={{ aspectRatio: ratio }} />;
}
