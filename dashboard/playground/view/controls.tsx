import { signal } from "@preact/signals";
import { type Choice, fits, type Id, plain, type Settings, type Slider } from "../settings.ts";
import { change, isOn, set, settings } from "../state.ts";
import { short } from "./format.ts";

type Any = Slider | Choice;
type Group = Readonly<Record<string, Any>>;

/** The control that the pointer or the keyboard is at: its sentence is shown. */
const at = signal<Id | undefined>(undefined);
/** What a technique was before it was switched off. */
const last = new Map<Id, number>();

/** Pages on which the techniques for images and for texts are seen. */
const DEMONSTRATIONS: readonly Settings[] = [
  {
    ...plain,
    ...{ data: "digits", rows: 120, wrong: 10, network: "convolutional", depth: 1, rate: 0.003, epochs: 100 },
    ...{ shift: 0.15, rotate: 10 },
  },
  { ...plain, ...{ data: "messages", rows: 120, wrong: 10, depth: 1, epochs: 100 }, synonyms: 0.2, words: 0.3 },
  { ...plain, decay: 1, smote: 1 },
];

/** Places on a slider's track. */
const PLACES = 200;

const toPlace = ({ least, most, scale }: Slider, value: number): number =>
  scale === "log" ? (PLACES * Math.log(value / least)) / Math.log(most / least) : value;
const toValue = ({ least, most, scale }: Slider, place: number): number =>
  scale === "log" ? Number((least * (most / least) ** (place / PLACES)).toPrecision(2)) : place;

export const Controls = ({ from }: { readonly from: Group }) => (
  <div class="controls">
    {Object.entries(from)
      .filter(([id, control]) => id !== "data" && fits(control, settings.value.data))
      .map(([id, control]) => (
        <Control key={id} id={id as Id} control={control} />
      ))}
  </div>
);

function Control({ id, control }: { readonly id: Id; readonly control: Any }) {
  const here = (): void => {
    at.value = id;
  };
  return (
    <div
      class={`control ${control.kind === "slider" && control.on !== undefined && !isOn(id) ? "off" : "on"}`}
      onPointerEnter={here}
      onFocusIn={here}
    >
      {control.kind === "choice" ? (
        <ChoiceControl id={id} control={control} />
      ) : (
        <SliderControl id={id} control={control} />
      )}
    </div>
  );
}

function ChoiceControl({ id, control }: { readonly id: Id; readonly control: Choice }) {
  return (
    <label class="choice">
      <span class="title">{control.title}</span>
      <select value={String(settings.value[id])} onChange={({ currentTarget }) => set(id, currentTarget.value)}>
        {Object.entries(control.choices).map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

function SliderControl({ id, control }: { readonly id: Id; readonly control: Slider }) {
  const { title, least, most, scale, step, on, unit, needs } = control;
  const idle = needs !== undefined && settings.value.network !== needs;
  const value = settings.value[id] as number;
  const off = on !== undefined && value === 0;
  const shown = off ? (last.get(id) ?? on) : value;
  const toggle = (): void => {
    if (!off) last.set(id, value);
    set(id, off ? shown : 0);
  };
  return (
    <>
      <div class="head">
        {on === undefined ? (
          <span class="title">{title}</span>
        ) : (
          <label class="title">
            <input type="checkbox" disabled={idle} role="switch" aria-checked={!off} checked={!off} onChange={toggle} />
            {title}
          </label>
        )}
        <output>{idle ? "for CNNs" : off ? "off" : `${short(value)}${unit === undefined ? "" : ` ${unit}`}`}</output>
      </div>
      <input
        type="range"
        disabled={idle}
        aria-label={`${title}: strength`}
        aria-valuetext={off ? "off" : short(shown)}
        {...(scale === "log" ? { min: 0, max: PLACES, step: 1 } : { min: least, max: most, step })}
        value={toPlace(control, shown)}
        onInput={({ currentTarget }) => set(id, toValue(control, Number(currentTarget.value)))}
      />
    </>
  );
}

/** The controls of a group that are for other data, and where they are. */
export function Elsewhere({ of }: { readonly of: Group }) {
  const told = new Set<Any>();
  const others = DEMONSTRATIONS.map((page) => {
    const here = ({ rows }: Any & { readonly rows?: unknown }): boolean => rows !== undefined;
    const missing = Object.values(of).filter(
      (control) =>
        here(control) && !told.has(control) && !fits(control, settings.value.data) && fits(control, page.data),
    );
    for (const control of missing) told.add(control);
    return { page, titles: missing.map(({ title }) => (/[A-Z].*[A-Z]/u.test(title) ? title : title.toLowerCase())) };
  }).filter(({ titles }) => titles.length > 0);
  return (
    <div class="elsewhere">
      {others.map(({ page, titles }) => (
        <p key={page.data}>
          {titles.join(", ")}:{" "}
          <button type="button" class="link" onClick={() => change(page)}>
            try {page.data}
          </button>
        </p>
      ))}
    </div>
  );
}

/** What the control at hand does; always as tall as its longest, so that nothing jumps. */
export function Help({ of }: { readonly of: Group }) {
  const control = at.value !== undefined && Object.hasOwn(of, at.value) ? of[at.value] : undefined;
  return (
    <p class="help" aria-live="polite">
      {control === undefined ? "Point at a control to read what it does." : control.doc}
      {control?.paper !== undefined && <small>{control.paper}</small>}
    </p>
  );
}
