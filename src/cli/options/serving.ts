import { one } from "./define.ts";
import * as p from "./parse.ts";

/** Where the dashboard is served. */
export const serving = {
  port: one(p.integer(0, 65_535), {
    value: "N",
    commands: ["ui"],
    doc: "the port of the dashboard; the next free one when it is busy, any when 0",
    default: 4600,
    expected: "a whole number from 0 to 65,535",
    example: "4600",
  }),
  host: one(p.word, {
    value: "ADDRESS",
    commands: ["ui"],
    doc: "the address to listen at; any but this machine's own needs a token",
    default: "127.0.0.1",
    expected: "an address of this machine",
    example: "0.0.0.0",
  }),
  tokenFile: one(p.word, {
    value: "FILE",
    commands: ["ui"],
    doc: "file with the token that callers must show, of 16 characters at least",
    completes: "file",
    otherwise: "REGULARIZE_TOKEN, or none",
    expected: "the path of a file",
    example: "token.txt",
  }),
};
