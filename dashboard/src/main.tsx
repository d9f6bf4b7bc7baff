import { render } from "preact";

render(<p>regularize</p>, document.querySelector("#app")!);
