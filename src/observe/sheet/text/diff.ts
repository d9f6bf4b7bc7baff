/** A word or a mark, and whether a space stands before it. */
export interface Token {
  readonly text: string;
  readonly spaced: boolean;
}

/** A run of tokens that both texts have, or only the old one, or only the new one. */
export interface Piece {
  readonly kind: "same" | "removed" | "added";
  readonly tokens: readonly Token[];
}

const SINGLE = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]";
const LETTER = `(?:(?!${SINGLE})[\\p{L}\\p{M}\\p{N}])`;
const PICTURE = "\\p{RI}\\p{RI}|\\P{White_Space}(?:\\p{M}|\\p{Emoji_Modifier}|\\u200d\\P{White_Space})*";
/** Words with their apostrophes and hyphens, numbers, single Han and kana signs, single marks and emoji. */
const TOKEN = new RegExp(`${SINGLE}|${LETTER}+(?:['’.,:/-]${LETTER}+)*|${PICTURE}`, "gu");

/** Words and marks of a text, at most `most`. How wide the space between them is does not count. */
export function tokensOf(text: string, most: number): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (tokens.length === most) break;
    tokens.push({ text: match[0], spaced: match.index > end });
    end = match.index + match[0].length;
  }
  return tokens;
}

/** Length of the longest common subsequence of old[i…] and new[j…] at [i · (columns) + j]. */
function commonLengths(old: readonly Token[], fresh: readonly Token[]): Uint16Array {
  const columns = fresh.length + 1;
  const lengths = new Uint16Array((old.length + 1) * columns);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--) {
      const [below, right] = [lengths[(i + 1) * columns + j]!, lengths[i * columns + j + 1]!];
      lengths[i * columns + j] =
        old[i]!.text === fresh[j]!.text ? lengths[(i + 1) * columns + j + 1]! + 1 : Math.max(below, right);
    }
  return lengths;
}

/** For each token of either text, in the order of a walk through both, what becomes of it; equal tokens are taken as soon as they meet, and of equally short ways the one that adds first. */
function* walk(old: readonly Token[], fresh: readonly Token[]): Generator<readonly [Piece["kind"], Token]> {
  const lengths = commonLengths(old, fresh);
  const columns = fresh.length + 1;
  for (let i = 0, j = 0; i < old.length || j < fresh.length; ) {
    const [before, after] = [old[i], fresh[j]];
    if (before !== undefined && before.text === after?.text) {
      yield ["same", after];
      i++;
      j++;
    } else if (
      after === undefined ||
      (i < old.length && lengths[(i + 1) * columns + j]! > lengths[i * columns + j + 1]!)
    ) {
      yield ["removed", before!];
      i++;
    } else {
      yield ["added", after];
      j++;
    }
  }
}

/**
 * The fewest removals and additions of tokens that make the new text of the old one (longest common subsequence); between two
 * tokens that stay, removals come before additions. For texts of at most 2,000 tokens.
 */
export function difference(old: readonly Token[], fresh: readonly Token[]): Piece[] {
  const pieces: Piece[] = [];
  let held: Record<Piece["kind"], Token[]> = { same: [], removed: [], added: [] };
  const flush = (): void => {
    for (const kind of ["same", "removed", "added"] as const)
      if (held[kind].length > 0) pieces.push({ kind, tokens: held[kind] });
    held = { same: [], removed: [], added: [] };
  };
  for (const [kind, token] of walk(old, fresh)) {
    if (kind === "same" && held.removed.length + held.added.length > 0) flush();
    held[kind].push(token);
  }
  flush();
  return pieces;
}
