import type { ImportanceView } from "../../../../src/serve/types.ts";
import { clean, percent } from "../../text/format.ts";

/** A switch of the space, `l2?`, in words. */
const called = (name: string): string => name.replace(/\?$/u, " on or off");

interface BarOf {
  readonly text: string;
  readonly share: number;
  /** The share that fills its meter. */
  readonly most: number;
}

/** Three cells of the panel's grid. */
const Bar = ({ text, share, most }: BarOf) => (
  <>
    <span>{text}</span>
    <span class="meter">
      <i style={{ width: `${(100 * share) / most}%` }} />
    </span>
    <span class="number">{percent(share)}</span>
  </>
);

export function Importance({ found }: { readonly found: ImportanceView }) {
  const own = found.own.filter(({ share }) => share > 0.002).slice(0, 14);
  const most = Math.max(...own.map(({ share }) => share), 1e-9);
  const pairs = found.pairs.filter(({ share }) => share > 0.01).slice(0, 5);
  return (
    <section>
      <div class="head">
        <h2>What the score depends on</h2>
        <span class="note">
          share of the variance over the whole space, from {found.trials} trials (functional ANOVA); a rough picture
          below a hundred
        </span>
      </div>
      <div class="pair">
        <div class="panel bars">
          {own.map(({ name, share }) => (
            <Bar text={clean(called(name), 30)} share={share} most={most} />
          ))}
        </div>
        {pairs.length > 0 && (
          <div class="panel">
            <p class="note">together, beyond their own effects</p>
            <div class="bars">
              {pairs.map(({ names, share }) => (
                <Bar text={clean(names.map(called).join(" × "), 50)} share={share} most={most} />
              ))}
            </div>
          </div>
        )}
      </div>
    </section>
  );
}
