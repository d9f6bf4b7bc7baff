export { checkRequirements, demand, parseRequirements, type Required, type Requirement } from "./require.ts";
