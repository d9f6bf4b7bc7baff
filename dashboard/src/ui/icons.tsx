import type { ViewName } from "../state/store.ts";

const PATHS: Readonly<Record<ViewName, string>> = {
  overview: "M2 13h12M4 13V8m4 5V3m4 10V6",
  curves: "M2 3v10h12M4 5c2 0 2 5 5 5s3-1 5-1",
  runs: "M2 4h12M2 8h12M2 12h12",
  gap: "M2 3v10h12M6 9h.01M8 6h.01M11 7h.01M12 4h.01M5 6h.01",
  settings: "M3 2v12M8 2v12M13 2v12M3 5l5 5 5-6",
  strengths: "M2 4c2 9 5 9 7 5s3-5 5-5",
  health: "M2 13V9h3v4m0 0V5h3v8m0 0V3h3v10m0 0V8h3v5",
  errors: "M8 2l6.5 11.5h-13zM8 6v4m0 2h.01",
  data: "M2 3h12v10H2zM2 7h12M6 3v10",
  study: "M8 2a6 6 0 1 0 6 6M8 4v4l3 2",
};

export const Icon = ({ name }: { readonly name: ViewName }) => (
  <svg
    viewBox="0 0 16 16"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    <path d={PATHS[name]} />
  </svg>
);

export const Mark = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="7" fill="#0072b2" />
    <path d="M6 9c4 0 4 13 10 13s6-5 10-5" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" />
  </svg>
);
