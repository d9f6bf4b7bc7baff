import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/compile/digest.ts";

describe("SHA-256 without Node", () => {
  it("is Node's, for every length around the blocks and any bytes", () => {
    const nodes = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
    for (let n = 0; n <= 200; n++) {
      const bytes = Uint8Array.from({ length: n }, (_, i) => i * 7 + n);
      expect(sha256(bytes), `${n} bytes`).toBe(nodes(bytes));
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => sha256(bytes) === nodes(bytes)));
  });
});
