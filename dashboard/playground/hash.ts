import { controls, type Id, legal, opening, plain, type Settings } from "./settings.ts";

/** Only what differs from the plain page: `#data=moons&dropout=0.3`. */
export function toHash(settings: Settings): string {
  const changed = (Object.keys(controls) as Id[]).filter((id) => settings[id] !== plain[id]);
  const parts = changed.map((id) => `${id}=${encodeURIComponent(String(shown(settings[id])))}`);
  return `#${parts.length === 0 ? "plain" : parts.join("&")}`;
}

const shown = (value: number | string): number | string =>
  typeof value === "number" ? Number(value.toPrecision(3)) : value;

/** Settings of an address; an empty one opens the page as it opens. What is unknown or out of range is put right. */
export function fromHash(hash: string): Settings {
  const text = hash.replace(/^#/u, "");
  return text === "" ? opening : legal(Object.fromEntries(new URLSearchParams(text)));
}
