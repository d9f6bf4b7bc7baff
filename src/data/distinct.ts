/** Different values of a Float32Array, NaN not counted; −0 equals 0. An open hash table: no objects. */
export function countDistinct(values: Float32Array): number {
  let size = 64;
  while (size < 2 * values.length) size *= 2;
  const table = new Float32Array(size).fill(Number.NaN);
  const bits = new Uint32Array(1);
  const one = new Float32Array(bits.buffer);
  let distinct = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    one[0] = value + 0;
    let at = Math.imul(bits[0]! ^ (bits[0]! >>> 15), 0x9e3779b1) >>> 0;
    at = (at ^ (at >>> 13)) & (size - 1);
    while (!Number.isNaN(table[at]) && table[at] !== value) at = (at + 1) & (size - 1);
    if (table[at] === value) continue;
    table[at] = value;
    distinct++;
  }
  return distinct;
}
