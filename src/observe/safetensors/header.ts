import { HeaderReader, refuse } from "./reader.ts";

/** Most bytes of a header (S7); larger ones only cost memory. */
export const MAX_HEADER_BYTES = 8 * 1024 * 1024;
export const MAX_TENSORS = 65_536;
export const METADATA = "__metadata__";

/** Bytes per element; the element types that can be turned into float32. */
const DTYPES = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4 } as const;
export type Dtype = keyof typeof DTYPES;

/** One tensor of a header; `begin` and `end` are bytes from the start of the data. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly tensors: readonly TensorEntry[];
}

/** JSON without spaces, padded with spaces to a multiple of 8 bytes, so that the data is aligned. */
export function headerBytes({ metadata, tensors }: Header): Uint8Array {
  const fields = tensors.map(
    ({ name, dtype, shape, begin, end }): Field => [name, JSON.stringify({ dtype, shape, data_offsets: [begin, end] })],
  );
  if (metadata !== undefined) fields.unshift([METADATA, metadataText(metadata)]);
  const text = new TextEncoder().encode(objectText(fields));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text);
  return padded;
}

type Field = readonly [key: string, json: string];

/** JSON.stringify would put keys that look like numbers first. */
const objectText = (fields: readonly Field[]): string =>
  `{${fields.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(",")}}`;

const metadataText = (metadata: Readonly<Record<string, string>>): string =>
  objectText(
    Object.keys(metadata)
      .sort(byName)
      .map((key) => [key, JSON.stringify(metadata[key])]),
  );

/** UTF-16 puts surrogates (above U+FFFF) before U+E000 … U+FFFF; UTF-8 puts them after. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Names in the order of their UTF-8 bytes, as the Rust and Python packages write them. */
export function byName(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
  return a.length - b.length;
}

/** Parses a header. Refuses (E820) what JSON.parse would let pass: duplicate keys, `__proto__`, unknown fields. */
export function parseHeader(text: string): Header {
  const reader = new HeaderReader(text);
  const tensors: TensorEntry[] = [];
  let metadata: Record<string, string> | undefined;
  reader.object((name) => {
    if (name === METADATA) metadata = parseMetadata(reader);
    else tensors.push(parseTensor(reader, name));
    if (tensors.length > MAX_TENSORS) refuse(`it has more than ${MAX_TENSORS} tensors`);
  });
  reader.end();
  return { metadata, tensors };
}

function parseMetadata(reader: HeaderReader): Record<string, string> {
  const metadata: Record<string, string> = {};
  reader.object((key) => {
    metadata[key] = reader.string();
  });
  return metadata;
}

function parseTensor(reader: HeaderReader, name: string): TensorEntry {
  let dtype: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  reader.object((field) => {
    if (field === "dtype") dtype = reader.string();
    else if (field === "shape") shape = reader.integers();
    else if (field === "data_offsets") offsets = reader.integers();
    else refuse(`tensor ${show(name)} has an unknown field ${show(field)}`);
  });
  if (dtype === undefined || shape === undefined || offsets?.length !== 2)
    return refuse(`tensor ${show(name)} needs dtype, shape and two data_offsets`);
  if (!isDtype(dtype)) return refuse(`tensor ${show(name)} has type ${show(dtype)}`, Object.keys(DTYPES).join(", "));
  const [begin, end] = offsets as [number, number];
  const size = shape.reduce((product, d) => product * d, DTYPES[dtype]);
  if (end - begin !== size)
    return refuse(`tensor ${show(name)} occupies ${end - begin} bytes, its shape and type need ${size}`);
  return { name, dtype, shape, begin, end };
}

const isDtype = (text: string): text is Dtype => Object.hasOwn(DTYPES, text);

/** A name as JSON, cut to 60 characters. */
export const show = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
