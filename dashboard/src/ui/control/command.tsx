import { useSignal } from "@preact/signals";
import { clean } from "../../text/format.ts";

/** A command to be copied. */
export function CommandLine({ text, label }: { readonly text: string; readonly label: string }) {
  const copied = useSignal(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      copied.value = true;
      setTimeout(() => (copied.value = false), 2000);
    } catch {
      // A page without the right to the clipboard: the words can be marked.
    }
  };
  return (
    <div class="command">
      <code>
        <bdi>{clean(text, 2000)}</bdi>
      </code>
      <button type="button" class="button small" aria-label={label} onClick={() => void copy()}>
        {copied.value ? "Copied" : "Copy"}
      </button>
    </div>
  );
}
