"""How fast NumPy scores the same points by brute force on one thread (METHODS.md 1.3, 2, 8): one JSON row a line, for `npm run bench`.

Usage: numpy-scoring.py [PREFIX]. Five members in the default form and plateau kernels of reach .5, as tests/bench/scoring.ts
has them. Experts are stacked into few products in float32; patches are compared in float64 with every point through one
product, |x|^2 + |c|^2 - 2xc, and kernels are evaluated where a point is within reach. All outputs are computed.
"""

import json
import pathlib
import sys
import time

import numpy as np

DIMS, HIDDEN, BOTTLENECK, EXPERTS, MEMBERS = 4, 64, 3, 4, 5
POINTS, COUNTS, CHUNK, RUNS = 100_000, (0, 100, 1000), 2048, 3
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


def suppression(x, centers, squares):
    """Sum of plateau kernels at each row, every one compared with every row."""
    distances = (x * x).sum(1)[:, None] + squares - 2 * (x @ centers.T)
    rows, patches = np.nonzero(distances < REACH**2)
    share = np.sqrt(np.maximum(distances[rows, patches], 0)) / REACH
    t = np.clip((share - CORE) / (1 - CORE), 0, 1)
    amounts = STRENGTH * (1 - t * t * t * (t * (6 * t - 15) + 10))
    return np.minimum(1, np.bincount(rows, amounts, len(x)))


def score(members, x, centers, squares):
    judged = [member.judge(x) for member in members]
    errors = np.stack([error for error, _ in judged], 1).astype(np.float64)
    energies = errors - 1
    reward = np.exp(-KAPPA * np.maximum(0, energies)).mean(1)
    taken = suppression(x.astype(np.float64), centers, squares) if len(centers) else 0
    disagreement = np.log(errors + 1e-12).std(1)
    steering = sum(4 / (DIMS * MEMBERS**2) * error * norm for error, norm in judged)
    return np.maximum(0, np.minimum(1, reward) - taken), energies.mean(1), disagreement, steering


def points_per_second(members, x, centers):
    squares = (centers * centers).sum(1)
    start = time.perf_counter()
    for first in range(0, len(x), CHUNK):
        score(members, x[first : first + CHUNK], centers, squares)
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
    for count in COUNTS:
        name = f"score/numpy/1e5-k{count}"
        if not name.startswith(prefix):
            continue
        centers = random.standard_normal((count, DIMS))
        values = sorted(points_per_second(members, x, centers) for _ in range(RUNS))
        note = f"NumPy {np.__version__}, one thread, {blas_name()}"
        row = {"name": name, "value": values[RUNS // 2], "unit": "points/s", "runs": RUNS, "note": note}
        print(json.dumps(row), flush=True)


main(sys.argv[1] if len(sys.argv) > 1 else "")
