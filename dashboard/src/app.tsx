import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { RunSummary } from "../../src/serve/types.ts";
import {
  addressOf,
  current,
  facts,
  isActive,
  jobs,
  loaded,
  online,
  problem,
  route,
  runs,
  stands,
  type Theme,
  theme,
  remember,
  type ViewName,
  VIEWS,
} from "./state/store.ts";
import { ago, clean, listed } from "./text/format.ts";
import { Icon, Mark } from "./ui/icons.tsx";
import { RunPicker } from "./ui/control/picker.tsx";
import { Segments } from "./ui/control/segments.tsx";
import { StateChip } from "./ui/state.tsx";
import { Brushed } from "./ui/control/brushed.tsx";
import { Overview } from "./view/overview.tsx";
import { Curves } from "./view/curves.tsx";
import { RunsTable } from "./view/runs.tsx";
import { GapMap } from "./view/gap.tsx";
import { Settings } from "./view/settings.tsx";
import { Strengths } from "./view/strengths.tsx";
import { Health } from "./view/health.tsx";
import { Errors } from "./view/errors.tsx";
import { Data } from "./view/data.tsx";
import { Study } from "./view/study.tsx";

const PAGES: Readonly<Record<ViewName, () => ComponentChildren>> = {
  overview: () => <Overview />,
  curves: () => <Curves />,
  runs: () => <RunsTable />,
  gap: () => <GapMap />,
  settings: () => <Settings />,
  strengths: () => <Strengths />,
  health: () => <Health />,
  errors: () => <Errors />,
  data: () => <Data />,
  study: () => <Study />,
};
/** Views that are of one run; the others are of all, or need none. */
const ANYWAY: readonly ViewName[] = ["study", "runs"];

const THEMES = [
  ["auto", "Auto"],
  ["light", "Light"],
  ["dark", "Dark"],
] as const;

function Views() {
  const { view, run } = route.value;
  const active = jobs.value.filter(isActive).length;
  const bar = useRef<HTMLElement>(null);
  // After the page was laid out: asked before, it is laid out twice.
  useEffect(() => {
    bar.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [view]);
  return (
    <nav class="views" aria-label="Views" tabIndex={-1} ref={bar}>
      {VIEWS.map(([name, title]) => (
        <a key={name} href={addressOf({ view: name, run })} aria-current={name === view ? "page" : undefined}>
          <Icon name={name} />
          {title}
          {name === "study" && active > 0 && (
            <span class="badge">
              {active}
              <span class="hidden"> at work</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}

function Status() {
  const text = useComputed(() => {
    const { size } = runs.value;
    return online.value ? `live · ${size} ${size === 1 ? "run" : "runs"}` : "the server is gone";
  });
  return (
    <span class="status hide" role="status">
      <i class={`dot ${online.value ? "on" : "off"}`} />
      {text.value}
    </span>
  );
}

function Side() {
  return (
    <header class="side">
      <a class="brand" href="#/overview">
        <Mark />
        <span>regularize</span>
      </a>
      <Views />
      <div class="foot">
        {facts.value.playground && (
          <a class="hide" href="playground.html">
            Playground
          </a>
        )}
        <Segments<Theme>
          label="Colours"
          value={theme.value}
          options={THEMES}
          onChange={(value) => {
            theme.value = value;
            remember("theme", value);
          }}
        />
        <Status />
      </div>
    </header>
  );
}

/** What stands beside the name of a run. */
function factsOf(run: RunSummary | undefined): string {
  if (run === undefined) return "";
  const target = run.target === "" ? "" : `predicts ${clean(run.target, 40)}`;
  return listed([run.job, run.data, target, run.task, ago(run.changed)]);
}

function Top() {
  const told = useComputed(() => factsOf(current.value));
  if (stands.value === undefined) return null;
  return (
    <div class="top">
      <RunPicker />
      <StateChip state={stands.value} />
      <bdi class="facts">{told}</bdi>
      <Brushed />
    </div>
  );
}

function Nothing() {
  return (
    <div class="empty">
      <h1>No runs here yet</h1>
      <p>A run appears as soon as it begins. Start one in a terminal:</p>
      <code>regularize compare churn.csv --target churn</code>
      <p class="soft">
        or from this page, under <a href="#/study">Jobs</a>, on data that was named with <b>--data</b> on the command
        line.
      </p>
    </div>
  );
}

function Refused() {
  const { name = "", reason = "" } = current.value ?? {};
  return (
    <div class="empty">
      <h1>
        <bdi>{clean(name, 80)}</bdi> cannot be read
      </h1>
      <p>{clean(reason, 600)}</p>
      <p class="soft">The other runs are shown as usual.</p>
    </div>
  );
}

function Content() {
  const { view } = route.value;
  if (!loaded.value) return <p class="soft">Reading the runs…</p>;
  if (!ANYWAY.includes(view)) {
    if (stands.value === undefined) return <Nothing />;
    if (stands.value === "refused") return <Refused />;
  }
  return <>{PAGES[view]()}</>;
}

export function App() {
  const title = VIEWS.find(([name]) => name === route.value.view)?.[1] ?? "";
  document.title = `${title} · regularize`;
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <div class="app">
        <Side />
        <main id="main" tabIndex={-1} aria-label={title}>
          {problem.value !== "" && (
            <p class="alert" role="alert">
              {problem.value}
            </p>
          )}
          {route.value.view !== "overview" && <h1 class="hidden">{title}</h1>}
          <Top />
          <Content />
        </main>
      </div>
    </>
  );
}
