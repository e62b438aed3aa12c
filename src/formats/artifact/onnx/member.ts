/** What each family's member hands to the rest of the ONNX graph. */
import type { Value } from './writer';

export interface MemberGraph {
  /** m, [N] float64 */
  readonly error: Value;
  /** Σ_e g_e²(‖h_e‖² + 1), [N]; null where the family has no decoder. */
  readonly decoderNorms: Value | null;
  /** Gate [N, 1] and bottleneck [N, B] of an expert; null where the family has none. */
  readonly expert: ((index: number) => { readonly gate: Value; readonly latent: Value }) | null;
}
