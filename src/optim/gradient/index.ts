export { adaptiveClip } from "./adaptiveClip.ts";
export { clipGlobalNorm } from "./clipGlobalNorm.ts";
export { clipNorm } from "./clipNorm.ts";
export { clipValue } from "./clipValue.ts";
export { gradientNoise } from "./gradientNoise.ts";
