"""Expression trees of norms: signed margins at every row; NaN where that cannot be told."""
import math
import sys

import numpy as np

from numeric import NAN, number_of
from space import nearest
from texts import holds_text, keywords


class Rows:
    """What norms are judged on: raw features [N, F], standardised inputs [N, D], records, and the demonstrations."""

    def __init__(self, raw, x, records, basin):
        self.raw, self.x, self.records, self.basin = raw, x, records, basin

    def texts(self, name):
        return [record.get(name) if isinstance(record.get(name), str) else None for record in self.records]


UNARY = {
    "negate": np.negative,
    "absolute": np.abs,
    "root": np.sqrt,
    "sine": np.sin,
    "cosine": np.cos,
    "strict": lambda a: np.where(a == 0, -(2.0**-52), a),
}
BINARY = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": lambda a, b: np.where(b == 0, NAN, a / np.where(b == 0, 1.0, b)),
    "minimum": np.minimum,
    "maximum": np.maximum,
}


def evaluate(tree, rows):
    """Value of an expression tree at every row, [N] float64."""
    op = tree["op"]
    if op in UNARY:
        return UNARY[op](evaluate(tree["of"][0], rows))
    if op in BINARY:
        return BINARY[op](evaluate(tree["of"][0], rows), evaluate(tree["of"][1], rows))
    if op in LEAVES:
        return LEAVES[op](tree, rows)
    sys.exit(f"gate.json has an operator that this program does not know: {op}")


def feature_at(tree, rows):
    value = rows.raw[:, tree["index"]]
    return np.where(np.isfinite(value), value, NAN)


def distance_at(tree, rows):
    points = np.array(tree["points"], dtype=np.float64) if "points" in tree else rows.basin[:, tree["inputs"]]
    return nearest(rows.x[:, tree["inputs"]], points)[0][:, 0]


def polyline_at(tree, rows):
    points = np.array(tree["points"], dtype=np.float64)
    return polyline(rows.raw[:, tree["features"]], points, tree["lateral"])


def polyline(place, line, lateral):
    """Distance from a line of points; with `lateral`, negative on the right of the direction of travel."""
    closest, across = np.full(len(place), np.inf), np.zeros(len(place))
    ends = line[1:] if len(line) > 1 else line
    for a, b in zip(line, ends):
        step = b - a
        length = float(np.sum(step * step))
        share = np.zeros(len(place)) if length == 0 else np.clip(((place - a) * step).sum(axis=1) / length, 0, 1)
        t = share[:, None]
        foot = np.where(t == 0, a, np.where(t == 1, b, a + t * step))
        square = ((place - foot) ** 2).sum(axis=1)
        if lateral:
            offset = (step[0] * (place[:, 1] - a[1]) - step[1] * (place[:, 0] - a[0])) / math.sqrt(length or NAN)
            # At a corner the segment that the place lies more across of tells the side.
            better = (square < closest) | ((square == closest) & (np.abs(offset) > np.abs(across)))
            across = np.where(better, offset, across)
        closest = np.fmin(closest, square)
    distance = np.where(across < 0, -np.sqrt(closest), np.sqrt(closest))
    return np.where(np.isfinite(place).all(axis=1), distance, NAN)


def text_at(tree, rows):
    holds = holds_text(tree["test"], tree["value"])
    return np.array([NAN if text is None else 1.0 if holds(text) else -1.0 for text in rows.texts(tree["name"])])


def words_at(tree, rows):
    phrases = [phrase.split(" ") for phrase in tree["words"]]
    return np.array([NAN if text is None else keywords(text, phrases) for text in rows.texts(tree["name"])])


LEAVES = {
    "number": lambda tree, rows: np.full(len(rows.raw), float(tree["value"])),
    "feature": feature_at,
    "field": lambda tree, rows: np.array([number_of(record.get(tree["name"])) for record in rows.records]),
    "distance": distance_at,
    "polyline": polyline_at,
    "text": text_at,
    "words": words_at,
}
