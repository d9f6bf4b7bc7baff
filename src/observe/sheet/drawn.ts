type Plain = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** Two digits after the point for what is below 10, so that captions stay short; a real minus. */
function numeral(x: number): string {
  const size = Math.abs(x);
  const digits = Number.isInteger(x) ? 0 : size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.01 || size === 0 ? 2 : 4;
  const text = size.toFixed(digits).replace(/^0\./u, ".");
  return x < 0 && /[1-9]/u.test(text) ? `−${text}` : text;
}

/** What leaves an image as it is, whatever the entry means: nothing added, no factor among other factors. */
const isNeutral = (value: unknown, hasFactors: boolean): boolean =>
  value === 0 || (value === 1 && hasFactors) || (Array.isArray(value) && value.every((part) => part === 0));

/** A random key, or an order of names: nothing that a reader could use. */
const isSilent = (value: unknown): boolean =>
  value === undefined ||
  (isRecord(value) && "high" in value && "low" in value) ||
  (Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === "string"));

function boxOf({ top, left, height, width }: Plain): string | undefined {
  if (typeof top !== "number" || typeof left !== "number") return undefined;
  if (typeof height !== "number" || typeof width !== "number") return undefined;
  return `${height} × ${width} at ${top}, ${left}`;
}

function entry(key: string, value: unknown, isNamed: boolean): string {
  if (typeof value === "boolean") return value ? key : `not ${key}`;
  const content = drawnLabel(value);
  const speaks =
    isNamed || typeof value === "string" || isRecord(value) || (Array.isArray(value) && isRecord(value[0]));
  return content === "" || speaks ? content : `${key} ${content}`;
}

/**
 * What an augmentation drew, in a few words for a caption: `angle −12.6`, `not flipped`, `6 × 9 at 20, 3`, `shearX −.18`. Reads the
 * form of the plain data alone; what is neutral is left out where anything else was drawn.
 */
export function drawnLabel(drawn: unknown): string {
  if (typeof drawn === "number") return numeral(drawn);
  if (typeof drawn === "string" || typeof drawn === "boolean") return String(drawn);
  if (Array.isArray(drawn)) {
    const parts = drawn.slice(0, 8).map(drawnLabel);
    return parts.filter((part) => part !== "").join(isRecord(drawn[0]) ? " + " : ", ");
  }
  if (!isRecord(drawn)) return "";
  const box = boxOf(drawn);
  if (box !== undefined) return box;
  const heard = Object.entries(drawn).filter(([, value]) => !isSilent(value));
  const hasFactors = heard.some(([, value]) => typeof value === "number" && !Number.isInteger(value));
  const loud = heard.filter(([, value]) => !isNeutral(value, hasFactors));
  const isNamed = typeof drawn["name"] === "string";
  const parts = (loud.length > 0 && !isNamed ? loud : heard).map(([key, value]) => entry(key, value, isNamed));
  return parts.filter((part) => part !== "").join(isNamed ? " " : ", ");
}
