"""How fast scikit-learn finds nearest neighbours by brute force on one thread: one JSON row a line, for `npm run bench`.

Usage: sklearn-neighbours.py [PREFIX]. Float32 points near a bent sheet, asked from beside it, as tests/bench/distance.ts has
them: all queries at once, distance and index of the nearest point.
"""

import json
import pathlib
import sys
import time

import numpy as np
import sklearn
from sklearn.neighbors import NearestNeighbors

SHEET, NOISE, BESIDE, RUNS = 4, 0.05, 0.3, 3


def sheet_points(random, directions, count, away):
    place = np.tanh(1.5 * random.standard_normal((count, SHEET)))
    dims = directions.shape[1]
    return (place @ directions / np.sqrt(SHEET) + away * random.standard_normal((count, dims))).astype(np.float32)


def blas_name():
    """What multiplies matrices: they differ thirtyfold."""
    try:
        maps = pathlib.Path("/proc/self/maps").read_text()
    except OSError:
        return "unknown BLAS"
    return "OpenBLAS" if "openblas" in maps else "MKL" if "mkl" in maps else "reference BLAS"


def queries_per_second(points, x):
    search = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(points)
    start = time.perf_counter()
    search.kneighbors(x)
    return len(x) / (time.perf_counter() - start)


def main(prefix):
    for label, rows, queries in (("1e4", 10_000, 5000), ("1e5", 100_000, 2000)):
        for dims in (4, 27, 63, 128):
            name = f"distance/sklearn/{label}x{dims}"
            if not name.startswith(prefix):
                continue
            random = np.random.default_rng(1)
            directions = random.standard_normal((SHEET, dims))
            points = sheet_points(random, directions, rows, NOISE)
            x = sheet_points(random, directions, queries, BESIDE)
            values = [queries_per_second(points, x) for _ in range(1 + RUNS)]
            note = f"scikit-learn {sklearn.__version__}, brute force, one thread, {blas_name()}"
            row = {"name": name, "value": sorted(values[1:])[RUNS // 2], "unit": "queries/s", "runs": RUNS, "note": note}
            print(json.dumps(row), flush=True)


main(sys.argv[1] if len(sys.argv) > 1 else "")
