import { createObedient } from "./obey.ts";
import type { Order } from "./protocol.ts";

// A process that trains: a native crash or an empty memory costs one trial, never the coordinator.

const worker = createObedient();

process.on("message", (order: Order) => {
  worker
    .obey(order)
    .then((answer) => process.send?.(answer))
    .catch(() => process.exit(1));
});
process.on("disconnect", () => process.exit(0));
// The coordinator decides what an interrupt means.
process.on("SIGINT", () => {});
