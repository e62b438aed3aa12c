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


class RatesState:
    """The same, one frame at a time: what each rate remembers is when its column last changed."""

    def __init__(self, features):
        self.features = features
        self.places = {name: place for place, name in enumerate(columns_of(features))}
        roles = {feature["name"]: feature["role"] for feature in features if not is_rate(feature)}
        self.angles = [is_rate(feature) and roles.get(feature["of"]) == "angle" for feature in features]
        # By feature: value at the last change, time since, the rate, frames since; then the time of the frame before.
        self.kept, self.time = None, float("nan")

    def next(self, columns, time=None):
        """A row of columns as a row of features, float32 values in float64. time: of the clock of the data, where it has one."""
        now = float("nan") if time is None else float(time)
        found, kept = [], []
        with np.errstate(all="ignore"):
            for f, feature in enumerate(self.features):
                value = columns[self.places[feature["of"] if is_rate(feature) else feature["name"]]]
                memory = np.array([value, 0.0, value * 0, 0.0])
                if self.kept is not None and is_rate(feature):
                    memory = self.moved(feature, self.kept[f], value, self.step(feature, now), self.angles[f])
                found.append(memory[2] if is_rate(feature) else value)
                kept.append(memory)
            self.kept, self.time = kept, now
            return np.array(found).astype(np.float32).astype(np.float64)

    def step(self, feature, now):
        """Seconds since the frame before, or the usual step where no clock tells."""
        seconds = (now - self.time) * feature["clock"]["seconds"] if "clock" in feature else float("nan")
        return seconds if seconds > 0 and np.isfinite(seconds) else float(feature["step"])

    def moved(self, feature, memory, value, step, angle):
        last, elapsed, current, age = memory
        elapsed, age, change = elapsed + step, age + 1, value - last
        if feature["hold"] == 1 or value != last:
            return np.array([value, 0.0, (shorter_way(change) if angle else change) / elapsed, 0.0])
        return np.array([last, elapsed, 0.0 if age >= feature["hold"] else current, age])

    def save(self):
        return [[self.time], *(self.kept if self.kept is not None else [])]

    def load(self, rows):
        self.time = float(rows[0][0])
        self.kept = [np.array(row) for row in rows[1:]] or None
