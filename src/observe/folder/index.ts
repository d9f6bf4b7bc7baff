export { createOutFolder, createRunFolder, type FolderOptions, type RunFolder, runSlug } from "./create.ts";
export { type Manifest, writeManifest } from "./manifest.ts";
export { openRun, type Run } from "./open.ts";
