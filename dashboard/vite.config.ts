import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** One HTML file per page; the playground's runs the engine in the browser. */
const pages = ["index.html", "playground.html"].filter((name) => existsSync(at(name)));

export default defineConfig({
  root: at("."),
  base: "./",
  publicDir: false,
  build: {
    outDir: at("../build/dashboard"),
    emptyOutDir: true,
    target: "es2022",
    // A data: URL would need a hole in the pages' content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rollupOptions: { input: pages.map(at) },
  },
  worker: { format: "es" },
});
