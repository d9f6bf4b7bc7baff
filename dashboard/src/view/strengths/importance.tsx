import type { ImportanceView } from "../../../../src/serve/types.ts";
import { clean, percent } from "../../text/format.ts";

/** A switch of the space, `l2?`, in words. */
const called = (name: string): string => name.replace(/\?$/u, " on or off");

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
            <>
              <span>{clean(called(name), 30)}</span>
              <span class="meter">
                <i style={{ width: `${(100 * share) / most}%` }} />
              </span>
              <span class="number">{percent(share)}</span>
            </>
          ))}
        </div>
        {pairs.length > 0 && (
          <div class="panel">
            <p class="note">together, beyond their own effects</p>
            <div class="bars">
              {pairs.map(({ names, share }) => (
                <>
                  <span>{clean(names.map(called).join(" × "), 50)}</span>
                  <span class="meter">
                    <i style={{ width: `${(100 * share) / most}%` }} />
                  </span>
                  <span class="number">{percent(share)}</span>
                </>
              ))}
            </div>
          </div>
        )}
      </div>
    </section>
  );
}
