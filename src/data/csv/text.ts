/** `sentence␠`, `id·U+200B`: spaces and invisible characters made visible. */
export function showInvisible(text: string): string {
  return text
    .replace(/^ +| +$/gu, (spaces) => "␠".repeat(spaces.length))
    .replace(/\t/gu, "␉")
    .replace(/\n/gu, "␊")
    .replace(/\r/gu, "␍")
    .replace(
      /[\p{Cc}\p{Cf}]|(?! )\p{Z}/gu,
      (c) => `⟨U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}⟩`,
    );
}

/** Characters that a reader does not see at the ends of a name. */
const padding = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;
export const trimName = (name: string): string => name.replace(padding, "");

/** Code points, as editors count columns. */
export const characters = (text: string): number => Array.from(text).length;
