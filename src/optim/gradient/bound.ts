/** min(1, limit / (norm + 1e-6)), as PyTorch's clip_grad_norm_. */
export const boundingFactor = (norm: number, limit: number): number => Math.min(1, limit / (norm + 1e-6));
