export * from "./forecast.ts";
export * from "./powerLaw.ts";
export * from "./sentence.ts";
