"""How fast NumPy scores the same points by brute force on one thread (docs/methods.md 1.3, 2, 8): one JSON row a line, for `npm run bench`.

Usage: numpy-scoring.py [PREFIX]. Five members in the default form and plateau kernels of reach .5, as tests/bench/scoring.ts
has them. Experts are stacked into few products in float32; patches are compared in float64 with every point through one
product, |x|^2 + |c|^2 - 2xc. All outputs are computed. Points go through in chunks of the size that suits NumPy best here.
"""

import json
import pathlib
import sys
import time

import numpy as np

DIMS, HIDDEN, BOTTLENECK, EXPERTS, MEMBERS = 4, 64, 3, 4, 5
POINTS, CHUNK, RUNS = 100_000, 256, 3
REACH, CORE, STRENGTH, KAPPA = 0.5, 0.7, 0.5, 4.0


class Member:
    """One mixture: stacked encoders, a linear bottleneck, decoders weighted by the gates."""

    def __init__(self, random):
        def uniform(*shape, inputs):
            return random.uniform(-1, 1, shape).astype(np.float32) / np.float32(np.sqrt(inputs))

        self.encode = uniform(DIMS, EXPERTS * HIDDEN, inputs=DIMS)
        self.squeeze = uniform(EXPERTS, HIDDEN, BOTTLENECK, inputs=HIDDEN)
        self.expand = uniform(EXPERTS, BOTTLENECK, HIDDEN, inputs=BOTTLENECK)
        self.decode = uniform(EXPERTS * HIDDEN, DIMS, inputs=HIDDEN)
        self.gate = uniform(DIMS, EXPERTS, inputs=DIMS)
        self.bias = [uniform(size, inputs=DIMS) for size in (EXPERTS * HIDDEN, EXPERTS)]
        self.offsets = uniform(EXPERTS, DIMS, inputs=HIDDEN)

    def judge(self, x):
        """Error and decoder norm of each row."""
        rows = len(x)
        gates = x @ self.gate + self.bias[1]
        gates = np.exp(gates - gates.max(1, keepdims=True))
        gates /= gates.sum(1, keepdims=True)
        hidden = np.maximum(x @ self.encode + self.bias[0], 0).reshape(rows, EXPERTS, HIDDEN)
        narrow = np.matmul(hidden.transpose(1, 0, 2), self.squeeze)
        wide = np.maximum(np.matmul(narrow, self.expand), 0).transpose(1, 0, 2)
        gated = wide * gates[:, :, None]
        output = gated.reshape(rows, -1) @ self.decode + gates @ self.offsets
        norms = np.einsum("reh,reh->r", gated, gated) + (gates * gates).sum(1)
        return ((output - x) ** 2).mean(1), norms


def plateau(share):
    """1 on the core, a smooth step down to 0 at the reach, in place."""
    t = share
    t -= CORE
    t /= 1 - CORE
    np.clip(t, 0, 1, out=t)
    return STRENGTH * (1 - t * t * t * (t * (6 * t - 15) + 10))


def squared_distances(x, centers, squares):
    return (x * x).sum(1)[:, None] + squares - 2 * (x @ centers.T)


def everywhere(x, centers, squares):
    """Brute force: every kernel at every row."""
    distances = np.sqrt(np.maximum(squared_distances(x, centers, squares), 0))
    distances /= REACH
    return np.minimum(1, plateau(distances).sum(1))


def near(x, centers, squares):
    """Every distance, but kernels only where a row is within reach."""
    distances = squared_distances(x, centers, squares)
    rows, patches = np.nonzero(distances < REACH**2)
    amounts = plateau(np.sqrt(np.maximum(distances[rows, patches], 0)) / REACH)
    return np.minimum(1, np.bincount(rows, amounts, len(x)))


def score(members, x, centers, squares, suppression):
    judged = [member.judge(x) for member in members]
    errors = np.stack([error for error, _ in judged], 1).astype(np.float64)
    energies = errors - 1
    reward = np.exp(-KAPPA * np.maximum(0, energies)).mean(1)
    taken = suppression(x.astype(np.float64), centers, squares) if len(centers) else 0
    disagreement = np.log(errors + 1e-12).std(1)
    steering = sum(4 / (DIMS * MEMBERS**2) * error * norm for error, norm in judged)
    return np.maximum(0, np.minimum(1, reward) - taken), energies.mean(1), disagreement, steering


def points_per_second(members, x, centers, suppression):
    squares = (centers * centers).sum(1)
    start = time.perf_counter()
    for first in range(0, len(x), CHUNK):
        score(members, x[first : first + CHUNK], centers, squares, suppression)
    return len(x) / (time.perf_counter() - start)


def blas_name():
    """What multiplies matrices: they differ thirtyfold."""
    try:
        maps = pathlib.Path("/proc/self/maps").read_text()
    except OSError:
        return "unknown BLAS"
    return "OpenBLAS" if "openblas" in maps else "MKL" if "mkl" in maps else "reference BLAS"


def main(prefix):
    random = np.random.default_rng(1)
    members = [Member(random) for _ in range(MEMBERS)]
    x = random.standard_normal((POINTS, DIMS)).astype(np.float32)
    cases = [("numpy", 0, everywhere), ("numpy", 100, everywhere), ("numpy", 1000, everywhere), ("numpy-near", 1000, near)]
    for what, count, suppression in cases:
        name = f"score/{what}/1e5-k{count}"
        if not name.startswith(prefix):
            continue
        centers = random.standard_normal((count, DIMS))
        values = [points_per_second(members, x, centers, suppression) for _ in range(1 + RUNS)]
        note = f"NumPy {np.__version__}, one thread, {blas_name()}; {suppression.__doc__.strip('.')}"
        row = {"name": name, "value": sorted(values[1:])[RUNS // 2], "unit": "points/s", "runs": RUNS, "note": note}
        print(json.dumps(row), flush=True)


main(sys.argv[1] if len(sys.argv) > 1 else "")
