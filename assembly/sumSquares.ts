import { dot } from "./dot";

/** Σ x². */
export function sumSquares(n: i32, p: usize): f64 {
  return dot(n, p, p);
}
