export { type DecodeOptions, decodeSafetensors, type Safetensors } from "./decode.ts";
export { encodeSafetensors } from "./encode.ts";
