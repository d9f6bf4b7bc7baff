import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { RegularizeError } from "../core/index.ts";

/** The array of an IDX file of unsigned bytes, as MNIST's: row-major. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const UNSIGNED_BYTES = 0x08;
const GZIP = [0x1f, 0x8b];
/** An array claims its size before any data is there: more is refused. */
const MOST_BYTES = 2 ** 31;

function damaged(
  path: string,
  message: string,
  expected?: string,
  received?: string,
  cause?: unknown,
): RegularizeError {
  return new RegularizeError({
    ...{ code: "E240", where: path, message: `${path}: ${message}`, todo: "fetch the file again" },
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
    ...(cause === undefined ? {} : { cause }),
  });
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const raw = await readFile(path).catch((cause: unknown) => {
    throw new RegularizeError({
      code: "E210",
      where: path,
      message: `Cannot read ${path}`,
      todo: "check the path",
      cause,
    });
  });
  if (raw[0] !== GZIP[0] || raw[1] !== GZIP[1]) return raw;
  try {
    return gunzipSync(raw, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw damaged(path, "its gzip data is damaged or cut short", undefined, undefined, cause);
  }
}

/**
 * Reads an IDX file of unsigned bytes, gzipped or not: LeCun's format `0 0 type rank, sizes (big-endian), entries`.
 * Throws E210 when it cannot be read, E240 when it is no such file or is cut short.
 */
export async function readIdx(path: string): Promise<IdxArray> {
  const bytes = await bytesOf(path);
  const rank = bytes[3] ?? 0;
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) throw damaged(path, "it is not an IDX file");
  if (bytes[2] !== UNSIGNED_BYTES)
    throw damaged(path, "its entries are not unsigned bytes", "type 8", `type ${bytes[2]}`);
  const start = 4 + 4 * rank;
  if (rank === 0 || bytes.length < start) throw damaged(path, "its header is cut short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((n, d) => n * d, 1);
  if (size !== bytes.length - start)
    throw damaged(path, `it does not hold [${shape.join(", ")}]`, `${size} bytes`, `${bytes.length - start}`);
  return { shape, data: bytes.subarray(start) };
}
