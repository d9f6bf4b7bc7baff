import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const PLACE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Whether there is a browser to test with. One that is named and is not there is an error, not a reason to skip. */
export const hasChromium = process.env["CHROMIUM"] !== undefined || existsSync(PLACE);

/** Debian's Chromium, without a sandbox: containers have none. */
export const openChromium = (): Promise<Browser> => chromium.launch({ executablePath: PLACE, args: ["--no-sandbox"] });
