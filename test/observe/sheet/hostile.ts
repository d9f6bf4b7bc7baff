/** Names and texts that try to break what they stand in. */
export const HOSTILE: readonly string[] = [
  "<script>alert(1)</script>",
  "</text></svg><!--",
  "]]><![CDATA[",
  `"'\`&amp;&#0;`,
  "\u0000\u001b[31m\u009b\ufffe\uffff",
  "\ud800 half \udc00",
  "\u202egnp.exe\u2066",
  "שלום مرحبا",
  "漢字かな",
  "\u{1f600}\u{1f469}\u200d\u{1f469}\u200d\u{1f467}",
  "a\u0301\u0301\u0301\u0301\u0301\u0301",
  "var(--ink)",
  "x".repeat(10_240),
  "word ".repeat(2_048),
  "",
  "   ",
];
