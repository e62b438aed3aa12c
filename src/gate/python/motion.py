"""Motion: where each frame is and how it got there, how unusual that is, and how long columns have repeated their values."""
import numpy as np

from constants import CONSTANT_TOLERANCE
from numeric import NAN
from space import encode


def motion_rows(features, used, raw):
    """(y, change of y) of the frames of one episode; the change of the first is 0, categories have none. [T, columns]"""
    own = [features[f] for f in used]
    y = encode(own, raw[:, used])
    widths = [{"angle": 2, "category": len(f["levels"])}.get(f["role"], 1) for f in own]
    moving = np.repeat([f["role"] != "category" for f in own], widths)
    change = np.vstack([np.zeros((1, y.shape[1])), np.diff(y, axis=0)])
    return np.hstack([y, change[:, moving]])


def motion_energy(v, model):
    """-ln p of a mixture of Gaussians at rows v; NaN where a row is not finite. [T]"""
    z = (v - model["mean"]) / model["std"]
    if "axes" in model:
        z = z @ model["axes"].T
    parts = []
    for weight, mean, factor in zip(model["weights"], model["means"], model["precisions"]):
        y = (z - mean) @ factor
        constant = np.log(weight) + np.log(np.diag(factor)).sum() - 0.5 * z.shape[1] * np.log(2 * np.pi)
        parts.append(constant - 0.5 * (y * y).sum(axis=1))
    logs = np.array(parts)
    highest = logs.max(axis=0)
    energy = -(highest + np.log(np.exp(logs - highest).sum(axis=0)))
    return np.where(np.isfinite(v).all(axis=1), energy, NAN)


def run_lengths(raw):
    """For how many frames each column has repeated its value exactly, from the first frame of the episode. [T, columns]"""
    out = np.zeros(raw.shape)
    for t in range(1, len(raw)):
        out[t] = np.where(raw[t] == raw[t - 1], out[t - 1] + 1, 0)
    return out


def moved_constants(raw, constants):
    """Place in `constants` of the first column that is not what it always was, -1 where all are. [T]"""
    moved = np.full(len(raw), -1)
    for at, (column, value) in reversed(list(enumerate(constants))):
        moved[~(np.abs(raw[:, column] - value) <= CONSTANT_TOLERANCE * (1 + abs(value)))] = at
    return moved
