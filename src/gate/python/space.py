"""The space: observations as the reward sees them, and what lies nearest to them."""
import numpy as np

from numeric import NAN


def encode(features, raw):
    """cos and sin of angles, one-hot categories, the rest as is; [N, D] float64."""
    columns = []
    for f, feature in enumerate(features):
        value = raw[:, f]
        if feature["role"] == "angle":
            columns += [np.cos(value), np.sin(value)]
        elif feature["role"] == "category":
            columns += [np.where(np.isnan(value), NAN, value == level) for level in feature["levels"]]
        else:
            columns.append(value)
    return np.stack(columns, axis=1)


def nearest(x, points, k=1):
    """Distances to the k nearest points and their places, [N, k]; NaN where a row is not finite or there are none."""
    k = min(k, len(points))
    distances, places = np.full((len(x), max(k, 1)), NAN), np.full((len(x), max(k, 1)), -1)
    rows = np.flatnonzero(np.isfinite(x).all(axis=1)) if k > 0 else []
    step = max(1, int(4e6 // max(1, points.size)))
    for i in range(0, len(rows), step):
        own = rows[i : i + step]
        squares = np.zeros((len(own), len(points)))
        for d in range(points.shape[1]):
            squares += (x[own, d, None] - points[None, :, d]) ** 2
        order = np.argmin(squares, axis=1)[:, None] if k == 1 else np.argsort(squares, axis=1, kind="stable")[:, :k]
        distances[own] = np.sqrt(np.take_along_axis(squares, order, axis=1))
        places[own] = order
    return distances, places
