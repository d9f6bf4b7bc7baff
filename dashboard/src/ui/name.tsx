import { clean } from "../text/format.ts";

/** A name from outside: cut, cleaned, and kept from changing the direction of what is around it. The whole of it is in the tip. */
export const Name = ({ text, limit = 60 }: { readonly text: string; readonly limit?: number }) => (
  <bdi title={text.length > limit ? clean(text, 300) : undefined}>{clean(text, limit)}</bdi>
);
