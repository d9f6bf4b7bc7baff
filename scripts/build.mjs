// Builds what is stale: the ONNX codec, the WebAssembly kernels, then dist/ and the web pages. `--generate` stops before dist/.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => join(root, ...parts);
const node = (script, ...args) =>
  execFileSync(process.execPath, [at("node_modules", script), ...args], { cwd: root, stdio: "inherit" });

const newest = (path) =>
  !existsSync(path)
    ? 0
    : statSync(path).isDirectory()
      ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
      : statSync(path).mtimeMs;
const stale = (output, ...inputs) => newest(at(output)) < Math.max(...inputs.map((input) => newest(at(input))));

if (stale("src/compile/generated", "src/compile/onnx.proto", "buf.gen.yaml"))
  node("@bufbuild/buf/bin/buf", "generate", "--path", "src/compile/onnx.proto");

if (stale("build/kernels.wasm", "assembly")) {
  mkdirSync(at("build"), { recursive: true });
  node(
    "assemblyscript/bin/asc.js",
    ...["assembly/index.ts", "-o", "build/kernels.wasm", "-O3", "--runtime", "stub", "--noAssert"],
    ...["--enable", "simd", "--importMemory", "--initialMemory", "1", "--memoryBase", "1024"],
  );
}

if (!process.argv.includes("--generate") && stale("dist/index.js", "src", "tsconfig.json", "build/kernels.wasm")) {
  rmSync(at("dist"), { recursive: true, force: true });
  node("@typescript/native/bin/tsc", "-p", "tsconfig.json");
  await bundle(at("dist"), at("build/bundle"));
}

if (
  !process.argv.includes("--generate") &&
  stale("build/dashboard/index.html", "dashboard", "src", "build/kernels.wasm")
) {
  node("@typescript/native/bin/tsc", "-p", "dashboard/tsconfig.json");
  node("vite/bin/vite.js", "build", "--config", "dashboard/vite.config.ts", "--logLevel", "warn");
}
