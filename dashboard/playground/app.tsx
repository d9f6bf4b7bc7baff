import { failure } from "./state.ts";
import { shared, techniques } from "./settings.ts";
import { Code } from "./view/code.tsx";
import { Controls, Elsewhere, Help } from "./view/controls.tsx";
import { Curves } from "./view/curves.tsx";
import { Panel } from "./view/panel.tsx";
import { Pictures } from "./view/pictures.tsx";
import { Toolbar } from "./view/toolbar.tsx";
import { Verdict } from "./view/verdict.tsx";
import { WeightsFigure } from "./view/weights.tsx";

/** The page: what to change on both sides, what comes of it between them. */
export const App = () => (
  <>
    <div class="intro">
      <h1>See overfitting. Cure it.</h1>
      <p>
        Two networks learn the same few rows, here in your browser. One is left alone; the other is regularized with
        what you switch on. Rows that neither has seen tell which of them has learned, and which has learned by heart.
      </p>
    </div>
    <Toolbar />
    {failure.value !== undefined && (
      <pre class="failure" role="alert">
        {failure.value}
      </pre>
    )}
    <div class="desk">
      <section class="card techniques" aria-labelledby="techniques-title">
        <h2 id="techniques-title">Regularize</h2>
        <Controls from={techniques} />
        <Elsewhere of={techniques} />
        <Help of={techniques} />
      </section>
      <div class="middle">
        <div class="pair">
          <Panel side="plain" />
          <Panel side="yours" />
        </div>
        <Pictures />
        <Verdict />
        <Curves />
      </div>
      <div class="right">
        <section class="card setup" aria-labelledby="setup-title">
          <h2 id="setup-title">Data and network</h2>
          <Controls from={shared} />
          <Help of={shared} />
        </section>
        <WeightsFigure />
      </div>
    </div>
    <Code />
  </>
);
