import { epoch, live, over, playing, ready, set, settings, speed, start, step, toggle } from "../state.ts";
import { type DataName, sets } from "../data/sets.ts";

const icons = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  step: "M5.5 5v14l9.5-7zM16 5h3v14h-3z",
  again: "M12 5a7 7 0 1 1-6.6 4.7l2.1.8A4.8 4.8 0 1 0 12 7.2V10L7.6 6.1 12 2.2z",
};

export const Icon = ({ name }: { readonly name: keyof typeof icons }) => (
  <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
    <path d={icons[name]} fill="currentColor" />
  </svg>
);

/** Data, play, and how far it is. */
export function Toolbar() {
  const { epochs, data } = settings.value;
  const title = playing.value ? "Pause" : over.value ? "Train again" : "Train";
  return (
    <div class="toolbar">
      <label class="data">
        <span>Data</span>
        <select value={data} onChange={({ currentTarget }) => set("data", currentTarget.value)}>
          {Object.entries(sets).map(([name, set]) => (
            <option key={name} value={name}>
              {set.title}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="buttons" aria-label="Training">
        <button type="button" class="main" onClick={toggle} disabled={!ready.value}>
          <Icon name={playing.value ? "pause" : "play"} />
          <span>{title}</span>
        </button>
        <button type="button" onClick={step} disabled={!ready.value} aria-label="One epoch" title="One epoch">
          <Icon name="step" />
        </button>
        <button
          type="button"
          onClick={() => start()}
          disabled={!ready.value}
          aria-label="Start over"
          title="Start over"
        >
          <Icon name="again" />
        </button>
      </fieldset>
      <div class="progress">
        <progress max={epochs} value={epoch.value} aria-label="Epochs" />
        <span>
          epoch <b>{epoch.value}</b> of {epochs}
        </span>
        <span class="speed">{speed.value === undefined ? "" : `${speed.value.toFixed(0)} epochs/s`}</span>
      </div>
      <p class="source">
        {sets[data as DataName].about}. {sets[data as DataName].source}.
      </p>
      <label
        class="live"
        title="Sliders of L1, L2, dropout, noise, mixup and label smoothing are inputs of the compiled graph."
      >
        <input
          type="checkbox"
          checked={live.value}
          onChange={({ currentTarget }) => (live.value = currentTarget.checked)}
        />
        Keep training while sliders move
      </label>
    </div>
  );
}
