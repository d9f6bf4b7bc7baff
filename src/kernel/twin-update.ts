import { type Raw, TINY } from "./raw.ts";

const f = Math.fround;

/** sign(x)·max(|x| − t, 0) as x − clamp(x, −t, t), which makes +0. */
const shrink = (x: number, t: number): number => f(x - Math.max(Math.min(x, t), -t));
const flush = (x: number, tiny: number): number => (Math.abs(x) < tiny ? 0 : x);
const multiplyAdd = (x: number, a: number, y: number, b: number): number => f(f(x * a) + f(y * b));

type Update = Pick<Raw<Float32Array>, "sgd" | "momentum" | "adam" | "nadam" | "lion" | "rmsprop">;

export const twinUpdate: Update = {
  sgd(n, p, g, ...given) {
    const [scale, l2, decay, rate, l1] = given.map(f) as typeof given;
    for (let i = 0; i < n; i++) {
      const w = p[i]!;
      const d = multiplyAdd(g[i]!, scale, w, l2);
      p[i] = shrink(f(w - f(f(w * decay) + f(rate * d))), l1);
    }
  },
  momentum(n, p, g, v, ...given) {
    const [scale, l2, decay, old, fresh, byVelocity, byGradient, l1] = given.map(f) as typeof given;
    for (let i = 0; i < n; i++) {
      const w = p[i]!;
      const d = multiplyAdd(g[i]!, scale, w, l2);
      v[i] = flush(multiplyAdd(v[i]!, old, d, fresh), TINY);
      const next = f(w - f(f(w * decay) + multiplyAdd(v[i]!, byVelocity, d, byGradient)));
      p[i] = l1 === 0 ? next : shrink(next, l1);
    }
  },
  adam(n, p, g, m, v, ...given) {
    const [scale, l2, decay, fresh, old2, fresh2, rate, epsilon, l1, tiny] = given.map(f) as typeof given;
    const plain = l1 === 0 && tiny === 0;
    for (let i = 0; i < n; i++) {
      const w = p[i]!;
      const d = multiplyAdd(g[i]!, scale, w, l2);
      m[i] = flush(f(m[i]! + f(f(d - m[i]!) * fresh)), tiny);
      v[i] = flush(f(f(v[i]! * old2) + f(f(d * fresh2) * d)), tiny);
      const root = f(f(Math.sqrt(v[i]!)) + epsilon);
      const next = f(w - f(f(w * decay) + f(f(m[i]! * rate) / root)));
      p[i] = plain ? next : shrink(next, f(l1 / root));
    }
  },
  nadam(n, p, g, m, v, ...given) {
    const [scale, l2, decay, fresh, old2, fresh2, byMoment, byGradient, epsilon, l1, tiny] = given.map(
      f,
    ) as typeof given;
    const plain = l1 === 0 && tiny === 0;
    for (let i = 0; i < n; i++) {
      const w = p[i]!;
      const d = multiplyAdd(g[i]!, scale, w, l2);
      m[i] = flush(f(m[i]! + f(f(d - m[i]!) * fresh)), tiny);
      v[i] = flush(f(f(v[i]! * old2) + f(f(d * fresh2) * d)), tiny);
      const root = f(f(Math.sqrt(v[i]!)) + epsilon);
      const next = f(w - f(f(w * decay) + f(multiplyAdd(m[i]!, byMoment, d, byGradient) / root)));
      p[i] = plain ? next : shrink(next, f(l1 / root));
    }
  },
  lion(n, p, g, m, ...given) {
    const [scale, l2, decay, fresh, fresh2, rate, l1] = given.map(f) as typeof given;
    for (let i = 0; i < n; i++) {
      const w = p[i]!;
      const away = f(multiplyAdd(g[i]!, scale, w, l2) - m[i]!);
      const c = f(m[i]! + f(away * fresh));
      const moved = c > 0 ? rate : c < 0 ? -rate : Math.abs(c);
      m[i] = flush(f(m[i]! + f(away * fresh2)), TINY);
      p[i] = shrink(f(w - f(f(w * decay) + moved)), l1);
    }
  },
  rmsprop(n, p, g, v, a, b, ...given) {
    const [scale, l2, decay, old, fresh, start, epsilon, rate, momentum, l1, tiny, centered] = given.map(
      f,
    ) as typeof given;
    const plain = l1 === 0 && tiny === 0;
    for (let i = 0; i < n; i++) {
      const w = p[i]!;
      const d = multiplyAdd(g[i]!, scale, w, l2);
      v[i] = flush(f(f(v[i]! * old) + f(f(d * fresh) * d)), tiny);
      if (centered !== 0) a[i] = flush(f(a[i]! + f(f(d - a[i]!) * fresh)), tiny);
      const spread = centered === 0 ? f(v[i]! + start) : Math.max(f(v[i]! - f(a[i]! * a[i]!)), 0);
      const root = f(f(Math.sqrt(spread)) + epsilon);
      if (momentum !== 0) b[i] = flush(f(f(b[i]! * momentum) + f(d / root)), tiny);
      const moved = momentum === 0 ? f(f(d * rate) / root) : f(b[i]! * rate);
      const next = f(w - f(f(w * decay) + moved));
      p[i] = plain ? next : shrink(next, f(l1 / root));
    }
  },
};
