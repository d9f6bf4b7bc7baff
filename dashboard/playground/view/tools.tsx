import { signal } from "@preact/signals";
import { isDark, switchTheme } from "./theme.ts";

const copied = signal(false);

async function share(): Promise<void> {
  await navigator.clipboard.writeText(location.href);
  copied.value = true;
  setTimeout(() => (copied.value = false), 1500);
}

/** The buttons of the page's head. */
export const Tools = () => (
  <>
    <button type="button" class="quiet share-link" onClick={() => void share()}>
      {copied.value ? "Copied" : "Copy link"}
    </button>
    <button
      type="button"
      class="quiet"
      onClick={switchTheme}
      aria-label={isDark() ? "Light colours" : "Dark colours"}
      title={isDark() ? "Light colours" : "Dark colours"}
    >
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <path d="M12 3a9 9 0 1 0 0 18z" fill="currentColor" />
        <circle cx="12" cy="12" r="8.2" fill="none" stroke="currentColor" stroke-width="1.6" />
      </svg>
    </button>
  </>
);
