/** The worlds, by id. */
import { layouts } from '../maze/layouts';
import type { World } from '../world';
import { arm } from './arm';
import { cartPole } from './cart-pole';
import { pendulum } from './pendulum';
import { pointMass } from './point-mass';

export const worlds: readonly World[] = [pendulum, cartPole, ...layouts.map(pointMass), arm];
