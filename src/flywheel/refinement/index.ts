/** The kinds of repair, in the order in which they are tried (docs/methods.md 2). A new one is a file here and a line below. */
import type { Refiner } from '../types';
import { halfSpace } from './half-space';
import { kernels } from './kernels';
import { learned } from './learned';
import { mask } from './mask';
import { sculpt } from './sculpt';
import { subspace } from './subspace';

export const refiners: readonly Refiner[] = [mask, subspace, halfSpace, learned, sculpt, kernels];
