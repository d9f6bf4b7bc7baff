export const HEIGHT = 400;

export const [TOP, BOTTOM] = [34, HEIGHT - 14];

export const y = (place: number): number => BOTTOM - place * (BOTTOM - TOP);

export const placeAt = (pixel: number): number => Math.max(0, Math.min(1, (BOTTOM - pixel) / (BOTTOM - TOP)));
