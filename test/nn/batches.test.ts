import { afterAll, describe, expect, it } from "vitest";
import { ANY, keyOf, sizeOf } from "../../src/core/index.ts";
import { input } from "../../src/graph/index.ts";
import { trace } from "../../src/nn/trace.ts";
import { createRuntime } from "../../src/run/index.ts";
import { expectClose } from "../support/close.ts";
import { onRuntime, reference } from "../support/engines.ts";
import { drawInputs } from "../support/layer.ts";
import { cases, drawX } from "./cases.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());

describe("programs for any number of rows, as predictions and exports are", () => {
  for (const mode of ["infer", "sample"] as const)
    it.each(cases.filter(([, c]) => c.shape.length > 0))(
      `%s: the same on the runtime in ${mode} mode`,
      async (_, c) => {
        const known = trace(c.layer, input("x", c.shape), mode);
        const any = trace(c.layer, input("x", [ANY, ...c.shape.slice(1)]), mode);
        expect(any.output.shape[0]).toBe(ANY);
        expect(any.noises.map(({ name }) => name)).toEqual(known.noises.map(({ name }) => name));
        const given = { ...drawInputs(known, keyOf(21)), x: drawX(c) };
        const expected = await reference({ y: known.output }, given);
        const found = await onRuntime(runtime)({ y: any.output }, given);
        expect(found["y"]!.shape).toEqual(known.output.shape);
        expect(sizeOf(found["y"]!.shape)).toBe(expected["y"]!.data.length);
        expectClose(found["y"]!.data, expected["y"]!.data, { relative: 1e-4, absolute: 1e-5 });
      },
    );
});
