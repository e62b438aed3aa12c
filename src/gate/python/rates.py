"""Rates of change: made from frames that follow each other, as the app makes them when it reads files."""
import sys

import numpy as np


def is_rate(feature):
    return "of" in feature


def columns_of(features):
    """Columns that observations hold, in order: features that are no rate, then what only rates are made of."""
    own = [feature["name"] for feature in features if not is_rate(feature)]
    return own + list(dict.fromkeys(f["of"] for f in features if is_rate(f) and f["of"] not in own))


def clock_of(features):
    """Column that tells the time, where rates were made by one; None = every frame is a step after the one before."""
    return next((f["clock"]["column"] for f in features if is_rate(f) and "clock" in f), None)


def steps_of(feature, times, count, starts):
    """Time from the frame before to each one; the usual step where no clock tells."""
    if times is None or "clock" not in feature:
        return np.full(count, float(feature["step"]))
    steps = np.full(count, float("nan"))
    steps[1:] = (times[1:] - times[:-1]) * feature["clock"]["seconds"]
    steps[starts[:-1]] = float("nan")
    return np.where((steps > 0) & np.isfinite(steps), steps, float(feature["step"]))


def shorter_way(step):
    return step - 2 * np.pi * np.floor(step / (2 * np.pi) + 0.5)


def rates(values, steps, starts, angle, hold):
    """Rate of one column, [N]: 0 at the first frame of an episode; kept for hold - 1 frames where a value repeats."""
    turned = shorter_way if angle else lambda step: step
    out = np.zeros(len(values))
    out[1:] = turned(values[1:] - values[:-1]) / steps[1:]
    for start, end in zip(starts, starts[1:]):
        out[start] = values[start] * 0
        if hold == 1:
            continue
        changed, elapsed, current = start, 0.0, out[start]
        for row in range(start + 1, end):
            elapsed += steps[row]
            if values[row] != values[changed]:
                current = turned(values[row] - values[changed]) / elapsed
                changed, elapsed = row, 0.0
            elif row - changed >= hold:
                current = 0.0
            out[row] = current
    return out


def with_rates(features, raw, starts, times=None):
    """Columns [N, columns_of] as features [N, F], float32 values in float64.

    starts: first row of each episode and the end; None where rows stand alone, which only columns can be read from."""
    places = {name: place for place, name in enumerate(columns_of(features))}
    roles = {feature["name"]: feature["role"] for feature in features if not is_rate(feature)}
    if starts is None and any(is_rate(feature) for feature in features):
        sys.exit("rates of change are inputs, and a row needs the frame before: name its episode with --episodes")
    found = []
    with np.errstate(all="ignore"):
        for feature in features:
            if not is_rate(feature):
                found.append(raw[:, places[feature["name"]]])
                continue
            steps = steps_of(feature, times, len(raw), starts)
            angle = roles.get(feature["of"]) == "angle"
            found.append(rates(raw[:, places[feature["of"]]], steps, starts, angle, feature["hold"]))
        return np.stack(found, axis=1).astype(np.float32).astype(np.float64)
