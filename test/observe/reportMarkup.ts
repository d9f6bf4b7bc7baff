import fc from "fast-check";

const TAGS = new Set(
  "html head meta title style body header main footer section p h1 h2 h3 ul li b span bdi div table caption thead tbody tfoot tr th td figure figcaption svg g line text circle polygon path pre code rect img del ins".split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  "lang charset http-equiv content name class scope colspan role aria-label aria-hidden tabindex viewBox x y x1 y1 x2 y2 cx cy r d points width height title fill-opacity src alt dir".split(
    " ",
  ),
);
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/**
 * What in the page is not our own tags with our own attributes, or acts unseen: nothing, when no text from outside has
 * become markup. `<` and `>` are escaped everywhere, so a tag is what is between two of them.
 */
export function foreignMarkup(page: string): string[] {
  const body = page.replace(/^<!doctype html>\n/u, "").replace(/<style>[^<]*<\/style>/u, "<style></style>");
  const text = body.replace(/<[^>]*>/gu, "");
  return [
    ...(body.match(/<[^>]*>/gu) ?? []).filter((tag) => !isOurs(tag)),
    ...(text.match(/[<>]/gu) ?? []),
    ...(body.replaceAll("\n", "").match(UNSEEN) ?? []),
    ...(text.match(/&(?!(?:amp|lt|gt|quot|#39|#96);)/gu) ?? []),
  ];
}

function isOurs(tag: string): boolean {
  const parts = /^<\/?([a-zA-Z0-9]+)((?: [a-zA-Z0-9-]+="[^"<>]*")*)\/?>$/u.exec(tag);
  const attributes = [...(parts?.[2] ?? "").matchAll(/ ([a-zA-Z0-9-]+)="[^"]*"/gu)].map((match) => match[1]!);
  const source = / src="([^"]*)"/u.exec(tag)?.[1];
  const isPicture = source === undefined || /^data:image\/webp;base64,[A-Za-z0-9+/=]*$/u.test(source);
  return parts !== null && TAGS.has(parts[1]!) && attributes.every((name) => ATTRIBUTES.has(name)) && isPicture;
}

/** Texts that are markup, act unseen or are large. */
export const PAYLOADS = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  "</title><script>alert(1)</script>",
  "</style><script>alert(1)</script>",
  "</text><foreignObject><iframe srcdoc=x>",
  "<!--",
  "]]><svg onload=alert(1)>",
  "javascript:alert(1)",
  "&lt;script&gt;",
  `\`$\{alert(1)}\``,
  "\u202egnp.exe\u2066",
  "\u0000\u001b[31m\u009b",
  "a\u0301\u0301\u0301\u0301\u0301\u0301",
  "\ud800 half",
  "שלום مرحبا",
  "x".repeat(10_240),
  "<".repeat(10_240),
  "\u{1f600}".repeat(5_000),
  "__proto__",
  "",
];
export const hostile = fc.oneof(
  fc.constantFrom(...PAYLOADS),
  fc.tuple(fc.constantFrom(...PAYLOADS), fc.string({ unit: "binary" })).map(([a, b]) => a + b),
  fc.string({ unit: "binary", maxLength: 40 }),
);
