import { CR, LF, QUOTE } from "./signs";

/** The first bytes of 16 are kept: those at MASKS + 16 − n keep n. */
const MASKS = memory.data<u64>([-1, -1, 0, 0], 16);

/** Bytes of a table's entry: 16 of the word, its code + 1 (0 where there is none), its length, where its other bytes are. */
const ENTRY: usize = 32;

// @ts-ignore: decorator
@inline
function stopsOf(bytes: v128, delimiter: u32): i32 {
  const ends = v128.or(i8x16.eq(bytes, i8x16.splat(<i8>delimiter)), i8x16.eq(bytes, i8x16.splat(<i8>QUOTE)));
  const lines = v128.or(i8x16.eq(bytes, i8x16.splat(<i8>LF)), i8x16.eq(bytes, i8x16.splat(<i8>CR)));
  return i8x16.bitmask(v128.or(ends, lines));
}

/** Where a cell of which 16 bytes are no end goes on to. */
function endBehind(p: usize, delimiter: u32): usize {
  let stops = 0;
  for (; stops == 0; p += 16) stops = stopsOf(v128.load(p), delimiter);
  return p - 16 + ctz(stops);
}

// @ts-ignore: decorator
@inline
function keyOf(at: usize, length: usize): v128 {
  const bytes = v128.load(at);
  return length < 16 ? v128.and(bytes, v128.load(MASKS + 16 - length)) : bytes;
}

/** Every byte counts in the lowest bits. */
// @ts-ignore: decorator
@inline
function hashOf(key: v128, at: usize, length: usize): u32 {
  let hash = i64x2.extract_lane(key, 0) ^ (i64x2.extract_lane(key, 1) * 0x9e3779b97f4a7c15);
  if (length > 16) hash ^= <i64>load<u64>(at + length - 8) * 0xc4ceb9fe1a85ec53;
  return <u32>(((hash ^ (hash >>> 32)) * 0xff51afd7ed558ccd) >>> 32);
}

/** True where the entry's word is the one at `at`, of which the first 16 bytes are the same. */
function sameBeyond(entry: usize, at: usize, length: usize, words: usize): bool {
  if (<usize>load<u32>(entry, 20) != length) return false;
  const other = words + load<u32>(entry, 24);
  for (let i: usize = 16; i < length; i++) if (load<u8>(other + i - 16) != load<u8>(at + i)) return false;
  return true;
}

/** The entry of a word of `length` bytes at `at`, or the empty one where it would go. */
// @ts-ignore: decorator
@inline
function entryOf(key: v128, at: usize, length: usize, table: usize, mask: u32, words: usize): usize {
  let slot = hashOf(key, at, length) & mask;
  let entry = table + <usize>slot * ENTRY;
  while (load<u32>(entry, 16) != 0) {
    // No word holds a zero: shorter words differ from longer ones here.
    const isEqual = i8x16.all_true(i8x16.eq(v128.load(entry), key));
    if (isEqual && (length < 16 || sameBeyond(entry, at, length, words))) break;
    slot = (slot + 1) & mask;
    entry = table + <usize>slot * ENTRY;
  }
  return entry;
}

/** out ← the code of the word at `at`, −1 where it is empty. Gives where the cell ends; 0 where it is broken or not known. */
// @ts-ignore: decorator
@inline
export function parseWord(at: usize, delimiter: u32, out: usize, words: usize, from: usize, mask: u32): usize {
  const isQuoted = load<u8>(at) == QUOTE;
  const p = at + <usize>isQuoted;
  // Between quotes a delimiter is no end.
  const ends: u32 = isQuoted ? QUOTE : delimiter;
  const stops = stopsOf(v128.load(p), ends);
  const end = stops ? p + ctz(stops) : endBehind(p + 16, ends);
  if ((load<u8>(end) == QUOTE) != isQuoted) return 0;
  let code = 0;
  if (end > p) {
    if (mask == 0) return 0;
    const length = end - p;
    code = load<i32>(entryOf(keyOf(p, length), p, length, words + from, mask, words), 16);
    if (code == 0) return 0;
  }
  store<i32>(out, code - 1);
  return end + <usize>isQuoted;
}

/** Puts the word of `length` bytes at `at` into a table that has room for it; its bytes beyond 16 go to `rest`. */
export function knowWord(
  text: usize, at: u32, length: u32, words: usize, from: u32, mask: u32, rest: u32, code: i32,
): void {
  const p = text + at;
  const key = keyOf(p, length);
  const entry = entryOf(key, p, length, words + from, mask, words);
  v128.store(entry, key);
  store<i32>(entry, code + 1, 16);
  store<u32>(entry, length, 20);
  store<u32>(entry, rest, 24);
  if (length > 16) memory.copy(words + rest, p + 16, length - 16);
}
