import { editAsFlags, placedEdit } from "../../job/command.ts";
import type { Next } from "../../job/types.ts";
import { clean } from "../text/width.ts";
import { continued, labelled, type Style } from "./lines.ts";
import type { Given } from "./run.ts";

/** The one edit that the report and the dashboard name too, with the path that the job was given, and what to expect of it. */
export function nextLines(next: Next | undefined, style: Style, of: Given): string[] {
  if (next === undefined) return [];
  const edit = of === undefined ? next.edit : placedEdit(next.edit, of);
  return [...labelled("edit", clean(editAsFlags(edit)), style), ...continued(`expect ${clean(next.expect)}`, style)];
}
