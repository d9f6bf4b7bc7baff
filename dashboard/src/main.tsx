import { render } from "preact";
import { App } from "./app.tsx";
import { follow } from "./state/store.ts";
import "uplot/dist/uPlot.min.css";
import "./style.css";

follow();
render(<App />, document.querySelector("#app")!);
