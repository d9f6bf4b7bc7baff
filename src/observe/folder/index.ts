export {
  createOutFolder,
  createRunFolder,
  type FolderOptions,
  reopenFolder,
  type RunFolder,
  runSlug,
} from "./create.ts";
export { type Manifest, writeManifest } from "./manifest.ts";
export { openRun, type Run } from "./open.ts";
