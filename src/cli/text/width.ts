export { clean, graphemes, padEnd, padStart, truncate, width, wrap } from "../../core/text.ts";
