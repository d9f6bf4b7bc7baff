export { type AtomicOptions, atomicWrite, temporaryName } from "./atomic.ts";
export { type Disk, type DiskFile, nodeDisk, type OpenMode } from "./disk.ts";
