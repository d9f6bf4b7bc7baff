import { bindKernels } from "./bind.ts";
import type { Kernels } from "./kernels.ts";
import type { View } from "./place.ts";
import { twinBytes } from "./twin-bytes.ts";
import { twinFilter } from "./twin-filter.ts";
import { twinMatrix } from "./twin-matrix.ts";
import { twinNoise } from "./twin-noise.ts";
import { twinNorm } from "./twin-norm.ts";
import { twinPairs } from "./twin-pairs.ts";
import { twinPixels } from "./twin-pixels.ts";
import { twinReduce } from "./twin-reduce.ts";
import { twinTable } from "./twin-table.ts";
import { twinUpdate } from "./twin-update.ts";
import { twinVector } from "./twin-vector.ts";
import { twinWarp } from "./twin-warp.ts";

/**
 * The same kernels in scalar TypeScript, on any arrays: bit for bit the same, except `normal`, which agrees within
 * 1e-6·deviation. The reference of the tests, and a fallback where WebAssembly has no SIMD.
 */
export const twin: Kernels = bindKernels<View>(
  {
    ...twinUpdate,
    ...twinVector,
    ...twinMatrix,
    ...twinReduce,
    ...twinNoise,
    ...twinNorm,
    ...twinPairs,
    ...twinBytes,
    ...twinPixels,
    ...twinFilter,
    ...twinWarp,
    ...twinTable,
  },
  (view) => view,
);
