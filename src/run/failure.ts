import type { Program } from "../compile/index.ts";
import { type ErrorCode, RegularizeError } from "../core/index.ts";

/** Names of nodes that the compiler gave, wherever the runtime quotes them. */
const NODE = /[A-Za-z0-9]+#\d+(?:\/\d+)?/gu;

/** An op as `com.microsoft:FusedMatMul(1)`, where the runtime quotes no node. */
const OP = /[\w.]*:\w+(?=\(-?\d+\))/gu;

/** What the runtime said, without its file names and with our nodes explained. */
export function failure(code: ErrorCode, doing: string, program: Program, cause: unknown): RegularizeError {
  const said = cause instanceof Error ? cause.message : String(cause);
  const names = said.match(NODE) ?? said.match(OP) ?? [];
  const nodes = [...new Set(names.map((name) => program.describe(name)))];
  const at = nodes.length === 0 ? "" : ` at ${nodes.join("; ")}`;
  return new RegularizeError({
    code,
    message: `ONNX Runtime could not ${doing}${at}`,
    ...(nodes.length === 0 ? {} : { where: nodes[0]! }),
    details: [plain(said)],
    cause,
  });
}

const plain = (text: string): string =>
  text
    .replaceAll(/\/\S*\/(?=[\w.]+:\d+)/gu, "")
    .replaceAll(/\s+/gu, " ")
    .slice(0, 600);
