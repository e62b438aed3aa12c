/** The shape of the network that training settings ask for. */
import type { MixtureShape } from '../reward/families/mixture/mixture-network';
import { bottleneckWidth } from '../reward/families/mixture/training';
import type { MixtureSettings } from '../reward/families/mixture/training';

/** The shape that settings ask for on D inputs; H is 0 in the published form. */
export function shapeOf(settings: MixtureSettings, dims: number): MixtureShape {
  const { form, hidden, experts } = settings;
  return {
    form,
    dims,
    hidden: form === 'default' ? hidden : 0,
    bottleneck: bottleneckWidth(settings, dims),
    experts,
  };
}
