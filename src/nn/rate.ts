/** Of what silences entries, channels or weights. */
export const silencedRate = {
  default: 0.5,
  range: [0, 0.95],
  search: [0.05, 0.5, "linear"],
  strength: true,
  doc: "Fraction silenced.",
} as const;
