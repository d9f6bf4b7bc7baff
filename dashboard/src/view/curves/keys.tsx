/** What the lines and rings of curves mean. */
export const Keys = () => (
  <p class="bar keys">
    <span class="key">
      <svg viewBox="0 0 28 8" aria-hidden="true">
        <path d="M0 4h28" stroke="currentColor" stroke-width="2" stroke-dasharray="5 3" />
      </svg>
      training rows
    </span>
    <span class="key">
      <svg viewBox="0 0 28 8" aria-hidden="true">
        <path d="M0 4h28" stroke="currentColor" stroke-width="2.5" />
      </svg>
      validation rows
    </span>
    <span class="key">
      <svg viewBox="0 0 28 8" aria-hidden="true">
        <circle cx="14" cy="4" r="3" fill="none" stroke="currentColor" stroke-width="2" />
      </svg>
      epoch whose weights are kept
    </span>
    <span class="key">both scored alike: inference mode, clean data, no penalty</span>
  </p>
);
