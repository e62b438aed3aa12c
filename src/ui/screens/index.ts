/** All screens, in the order of the rail. A new one is its folder and its line here. */
import { collectScreens } from './collect';
import audit from './audit/screen';
import data from './data/screen';
import download from './download/screen';
import inspect from './inspect/screen';
import plan from './plan/screen';
import train from './train/screen';

const all = [data, train, inspect, audit, download, plan] as const;

/** First part of the URL hash. */
export type Screen = (typeof all)[number]['id'];

export const screens = collectScreens<Screen>(all);
