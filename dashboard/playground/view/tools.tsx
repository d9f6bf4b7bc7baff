import { signal } from "@preact/signals";
import { copyText } from "./clipboard.ts";
import { isDark, switchTheme } from "./theme.ts";

const said = signal("Copy link");

async function share(): Promise<void> {
  said.value = (await copyText(location.href)) ? "Copied" : "Copy the address";
  setTimeout(() => {
    said.value = "Copy link";
  }, 1500);
}

/** The buttons of the page's head. */
export const Tools = () => (
  <>
    <button type="button" class="quiet share-link" onClick={() => void share()}>
      {said.value}
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
