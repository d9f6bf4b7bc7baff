import { RegularizeError } from "../core/index.ts";

/** What kernels read and write. */
export type View = Float32Array | Float64Array | Int32Array | Int16Array | Uint8Array;

/** Where a view lies: an address in the WebAssembly memory, or the array itself in the scalar twin. */
export type Locate<P> = (view: View) => P;

/** Throws E911 unless a view has n entries. */
export function sameLength(n: number, view: View, what: string): void {
  if (view.length === n) return;
  throw new RegularizeError({
    code: "E911",
    where: what,
    message: `Internal: ${what} has the wrong length`,
    expected: `${n} floats`,
    received: `${view.length}`,
    todo: "please report it",
  });
}
