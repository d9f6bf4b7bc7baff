/** What every update does to a range of weights besides its own rule. Weight groups are separate calls on sub-views. */
export interface UpdateStep {
  readonly learningRate: number;
  /** Multiplies the gradient before anything else: 1, or `limit / norm` when clipping by global norm. */
  readonly gradientScale: number;
  /** λ₂: adds λ₂·p to the scaled gradient (PyTorch's `weight_decay` of SGD and Adam). */
  readonly l2: number;
  /** Decoupled decay: p ← p·(1 − learningRate·decay) before the step (AdamW). */
  readonly decay: number;
  /**
   * λ₁: after the step p ← sign(p)·max(|p| − t, 0), which makes exact zeros. t = learningRate·λ₁ for SGD; Adam measures
   * distance per weight, so there t = learningRate·λ₁ / (√v̂ + ε) (Yun et al. 2021, arXiv:2006.12293): λ₁ means the same.
   */
  readonly l1: number;
}

export interface SgdStep extends UpdateStep {
  /** μ in [0, 1); 0 leaves `velocity` alone. */
  readonly momentum: number;
  /** The gradient enters the velocity as (1 − dampening)·g. */
  readonly dampening: number;
  readonly nesterov: boolean;
  /** True on the first step of this range: the velocity becomes g itself, whatever it held. */
  readonly firstStep: boolean;
}

export interface AdamStep extends UpdateStep {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1-based number of this step, for the bias corrections. */
  readonly step: number;
}

/** Adam's with the moments that NAdam's own formula gives the gradient and its mean. */
export interface NadamStep extends AdamStep {
  /** Factors of m and of g in the step, momentum and its corrections included; Adam's are 1 / (1 − β₁ᵗ) and 0. */
  readonly byMoment: number;
  readonly byGradient: number;
}

export interface LionStep extends UpdateStep {
  readonly beta1: number;
  readonly beta2: number;
}

export interface RmspropStep extends UpdateStep {
  readonly alpha: number;
  readonly epsilon: number;
  /** 0 leaves `velocity` alone. */
  readonly momentum: number;
  readonly step: number;
}

export interface AdagradStep extends UpdateStep {
  readonly epsilon: number;
  /** What the sum of squares starts from. */
  readonly initial: number;
}

export interface SgdArrays {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  /** Needed when momentum is not 0. */
  readonly velocity?: Float32Array;
}

export interface AdamArrays {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

export interface LionArrays {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  readonly momentum: Float32Array;
}

export interface RmspropArrays {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  readonly secondMoment: Float32Array;
  /** Given when the second moment is centered. */
  readonly meanGradient?: Float32Array | undefined;
  /** Given when momentum is not 0. */
  readonly velocity?: Float32Array | undefined;
}

export interface AdagradArrays {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  readonly sumSquares: Float32Array;
}

/** One-pass parameter updates, in place, with PyTorch's semantics. Arrays of one call have one length, else E911. */
export interface UpdateKernels {
  /**
   * g = gradientScale·grad + l2·p; v ← μ·v + (1 − dampening)·g; p ← shrink((1 − lr·decay)·p − lr·(g + μ·v if nesterov, else v)).
   * Velocities below 2⁻¹²⁶ become 0: denormals would make the step twenty times slower.
   */
  readonly sgd: (arrays: SgdArrays, step: SgdStep) => void;
  /**
   * Kingma & Ba 2015, arXiv:1412.6980; with `decay`, Loshchilov & Hutter 2019, arXiv:1711.05101:
   * m ← m + (1 − β₁)(g − m); v ← β₂·v + (1 − β₂)g²; r = √v/√(1 − β₂ᵗ) + ε;
   * p ← shrink((1 − lr·decay)·p − lr/(1 − β₁ᵗ) · m / r, lr·λ₁ / r).
   * Bias corrections in double precision. On steps divisible by 64 moments below 2⁻¹²⁶ become 0.
   */
  readonly adam: (arrays: AdamArrays, step: AdamStep) => void;
  /**
   * Dozat 2016: Adam's moments, then p ← shrink((1 − lr·decay)·p − lr·(byMoment·m + byGradient·g) / r, lr·λ₁ / r),
   * r = √v/√(1 − β₂ᵗ) + ε.
   */
  readonly nadam: (arrays: AdamArrays, step: NadamStep) => void;
  /**
   * Liu et al. 2020, arXiv:1908.03265: Adam's moments; with ρ > 5, r = (√v + ε)/√(1 − β₂ᵗ) over the rectification, else
   * r = 1; p ← shrink((1 − lr·decay)·p − lr/(1 − β₁ᵗ) · m / r, lr·λ₁ / r).
   */
  readonly radam: (arrays: AdamArrays, step: AdamStep) => void;
  /** Chen et al. 2023, arXiv:2302.06675: p ← shrink((1 − lr·decay)·p − lr·sign(β₁·m + (1 − β₁)g), lr·λ₁); m ← β₂·m + (1 − β₂)g. */
  readonly lion: (arrays: LionArrays, step: LionStep) => void;
  /**
   * v ← α·v + (1 − α)g²; r = √v + ε, or √(v − a²) + ε with the mean gradient a; p ← shrink(p − lr·u, lr·λ₁ / (1 − μ) / r)
   * with u = g / r or, with momentum, u ← μ·u + g / r.
   */
  readonly rmsprop: (arrays: RmspropArrays, step: RmspropStep) => void;
  /** Duchi et al. 2011: s ← s + g²; r = √(s + initial) + ε; p ← shrink(p − lr·g / r, lr·λ₁ / r). */
  readonly adagrad: (arrays: AdagradArrays, step: AdagradStep) => void;
}
