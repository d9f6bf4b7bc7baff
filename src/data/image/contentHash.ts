import { createHash } from "node:crypto";

/** SHA-256, hexadecimal, of each row's name, label and content in their order; lengths keep "ab", "c" from being "a", "bc". */
export function contentHash(
  names: readonly string[],
  label: (row: number) => string,
  digest: (row: number) => Uint8Array,
): string {
  const hash = createHash("sha256");
  for (const [row, name] of names.entries()) hash.update(JSON.stringify([name, label(row)])).update(digest(row));
  return hash.digest("hex");
}
