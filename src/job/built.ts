import { fileURLToPath } from "node:url";

/** Where a file of the built package is, such as `job/queue/worker.js`. Sources take it too: Node 20 does not run TypeScript. */
export const builtPath = (file: string): string => fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
