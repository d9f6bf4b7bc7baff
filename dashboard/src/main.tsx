import { render } from "preact";
import { App } from "./app.tsx";
import { begin } from "./state/store.ts";
import "uplot/dist/uPlot.min.css";
import "./style.css";

begin();
render(<App />, document.querySelector("#app")!);
