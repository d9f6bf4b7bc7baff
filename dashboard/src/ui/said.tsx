import { clean } from "../text/format.ts";

export const said = (error: string) =>
  error === "" ? null : (
    <p class="alert" role="alert">
      {clean(error, 400)}
    </p>
  );
