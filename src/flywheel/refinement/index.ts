/** The kinds of repair, in the order in which they are tried (METHODS.md 2). A new one is a file here and a line below. */
import type { Refiner } from '../types';
import { kernels } from './kernels';
import { mask } from './mask';

export const refiners: readonly Refiner[] = [mask, kernels];
