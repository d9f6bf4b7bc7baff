export { audit } from "./audit.ts";
export { augment } from "./augment.ts";
export { compare } from "./compare.ts";
export { completion } from "./completion.ts";
export { fit } from "./fit.ts";
export { predict } from "./predict.ts";
export { resume } from "./resume.ts";
export { techniques } from "./techniques.ts";
