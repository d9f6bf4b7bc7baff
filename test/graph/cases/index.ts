import type { Table } from "./case.ts";
import { elementwise } from "./elementwise.ts";
import { nets } from "./nets.ts";
import { structure } from "./structure.ts";

export * from "./case.ts";
/** Cases of every op, complete by type. */
export const cases: Table = { ...elementwise, ...nets, ...structure };
