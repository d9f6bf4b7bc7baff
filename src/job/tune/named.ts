import type { Row } from "../../decide/index.ts";

/** `fixed plain` is called plain, others by their number. */
export const nameOf = ({ id, source }: Pick<Row, "id" | "source">): string =>
  source.startsWith("fixed ") ? source.slice("fixed ".length) : `trial ${id}`;
