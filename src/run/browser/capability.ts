import { RegularizeError } from "../../core/index.ts";

/** A function that makes a vector of zeros: valid where there is SIMD. */
const SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

/** What this place lacks to run a program, in words; nothing where it can. */
export function lacking(): readonly string[] {
  const { WebAssembly: wasm } = globalThis as { readonly WebAssembly?: { validate(bytes: Uint8Array): boolean } };
  if (wasm === undefined) return ["WebAssembly"];
  return [
    ...(wasm.validate(Uint8Array.from(SIMD)) ? [] : ["WebAssembly SIMD"]),
    ...(typeof BigInt64Array === "undefined" ? ["BigInt64Array"] : []),
    ...(typeof fetch === "undefined" ? ["fetch"] : []),
  ];
}

/** Throws E517 where programs cannot run, before anything is fetched. */
export function checkCapability(): void {
  const missing = lacking();
  if (missing.length === 0) return;
  throw new RegularizeError({
    code: "E517",
    message: "This browser cannot train",
    expected: "WebAssembly with SIMD: Chrome 91, Firefox 89, Safari 16.4 or newer",
    received: `no ${missing.join(", no ")}`,
    todo: "use a newer browser, or allow WebAssembly on this page",
  });
}
