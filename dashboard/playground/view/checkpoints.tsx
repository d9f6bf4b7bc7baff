import { goOn, show, sides } from "../state.ts";

/** Goes back to what was saved: to look, or to train on from there. */
export function CheckpointBar() {
  const { plain, yours } = sides.value;
  const saved = yours.saved.length >= plain.saved.length ? yours.saved : plain.saved;
  const none = saved.length === 0;
  const longest = Math.max(yours.shown, plain.shown);
  const isBack = plain.shown < plain.points.length || yours.shown < yours.points.length;
  const at = Math.max(
    0,
    saved.findLastIndex((epoch) => epoch <= longest),
  );
  const said =
    plain.shown === yours.shown
      ? `epoch ${yours.shown}`
      : `epoch ${yours.shown} of the regularized, ${plain.shown} of the plain`;
  return (
    <fieldset class="checkpoints" aria-label="Checkpoints">
      <span class="name" aria-hidden="true">
        Checkpoints
      </span>
      <input
        type="range"
        min={0}
        max={Math.max(1, saved.length - 1)}
        step={1}
        value={isBack ? at : Math.max(1, saved.length - 1)}
        disabled={none}
        aria-label="Saved epoch"
        aria-valuetext={said}
        onInput={({ currentTarget }) => show(saved[Number(currentTarget.value)] ?? "last")}
      />
      <span class="buttons">
        <button type="button" disabled={none} onClick={() => show("best")}>
          Best epochs
        </button>
        <button type="button" disabled={none || !isBack} onClick={() => show("last")}>
          Last
        </button>
        <button type="button" disabled={none || !isBack} onClick={goOn}>
          Train on from here
        </button>
      </span>
      <output>{none ? "nothing is saved yet" : `shown: ${said}`}</output>
    </fieldset>
  );
}
