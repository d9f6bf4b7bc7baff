import { render } from "preact";
import "./style.css";
import { App } from "./app.tsx";
import { open } from "./state.ts";
import { Tools } from "./view/tools.tsx";

render(<Tools />, document.querySelector("#tools")!);
render(<App />, document.querySelector("#app")!);
open();
