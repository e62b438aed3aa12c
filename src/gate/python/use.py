"""Scores observations with the reward in this folder (or zip). Needs numpy and onnxruntime.

    python use.py observations.csv            scores to standard output, as CSV
    python use.py observations.npy -o out.csv scores to a file
    python use.py run.csv --episodes episode  a column (or a .npy file) that numbers the episodes
    python use.py --selftest                  compares this machine with selftest.json

One row an observation, one column a feature that is no rate, in the order and the units of manifest.json. A CSV with a
header may hold more columns, in any order. A row with a missing value gets no score (nan). Where rates of change are
inputs they are made here from rows that follow each other, so that the episode of each row has to be named.
"""
import argparse
import csv
import os
import sys

import numpy as np

from artifact import Artifact
from rates import clock_of, columns_of, with_rates


def number(text):
    try:
        return float(text)
    except ValueError:
        return float("nan")


def read_observations(path, names, more):
    """Columns of a .npy or .csv file, [N, names], and the cells of further columns, by name, where it has them."""
    if path.endswith(".npy"):
        return np.atleast_2d(np.load(path, allow_pickle=False)).astype(np.float64), {}
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    if not rows:
        sys.exit(f"{path} holds no rows")
    columns, cells = range(len(names)), {}
    if any(np.isnan(number(cell)) and cell.strip().lower() not in ("", "nan") for cell in rows[0]):
        header = [cell.strip() for cell in rows.pop(0)]
        lacking = [name for name in names if name not in header]
        if lacking:
            sys.exit(f"{path} has no column named {', '.join(lacking)}")
        columns = [header.index(name) for name in names]
        cells = {name: header.index(name) for name in more if name in header}
    short = next((i for i, row in enumerate(rows) if len(row) <= max([*columns, *cells.values()])), None)
    if short is not None:
        sys.exit(f"{path}: row {short + 1} has too few columns")
    found = np.array([[number(row[c]) for c in columns] for row in rows], dtype=np.float64)
    return found.reshape(-1, len(names)), {name: [row[c].strip() for row in rows] for name, c in cells.items()}


def episode_starts(spec, cells, count):
    """First row of each episode and the end; None where none are named."""
    if spec is None:
        return None
    numbers = list(np.load(spec, allow_pickle=False).ravel()) if spec.endswith(".npy") else cells.get(spec, [])
    if len(numbers) != count or any(value != value or value == "" for value in numbers):
        sys.exit(f"{spec} does not number the episode of every row")
    return [row for row in range(count) if row == 0 or numbers[row] != numbers[row - 1]] + [count]


def write_scores(scores, out):
    energies = scores["member_energies"]
    names = [name for name in scores if name != "member_energies"]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names + [f"member_energy_{k}" for k in range(energies.shape[1])])
    for i in range(len(energies)):
        writer.writerow([f"{value:.9g}" for value in [*(scores[name][i] for name in names), *energies[i]]])


def selftest(artifact):
    """Prints the largest deviation of each output from selftest.json; returns whether all are within tolerance."""
    test = artifact.data("selftest.json")
    scores = artifact.outputs(np.array(test["inputs"], dtype=np.float32))
    absolute, relative = test["tolerance"]["absolute"], test["tolerance"]["relative"]
    passed = True
    for name, expected in test["outputs"].items():
        wanted = np.array(expected, dtype=np.float64)
        gap = np.abs(scores[name].astype(np.float64).reshape(wanted.shape) - wanted)
        if name in ("score", "base_reward", "suppression"):
            limit = np.full_like(wanted, absolute)
        else:
            limit = relative * np.maximum(1.0, np.abs(wanted))
        good = bool(np.all(gap <= limit))
        passed = passed and good
        print(f"{name}: largest deviation {gap.max():.3g}, {'agrees' if good else 'DOES NOT AGREE'}")
    print(f"{len(test['inputs'])} inputs: {'passed' if passed else 'FAILED'}")
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("observations", nargs="?", help=".csv or .npy")
    parser.add_argument("-o", "--output", help="where to write; default: standard output")
    parser.add_argument("--artifact", default=os.path.dirname(os.path.abspath(__file__)), help="folder or .reward.zip")
    parser.add_argument("--episodes", help="column that numbers the episodes, or a .npy file with a number a row")
    parser.add_argument("--selftest", action="store_true")
    options = parser.parse_args()
    artifact = Artifact(options.artifact)
    if options.selftest:
        sys.exit(0 if selftest(artifact) else 1)
    if options.observations is None:
        parser.error("name a .csv or .npy file, or --selftest")
    names, clock = columns_of(artifact.features), clock_of(artifact.features)
    columns, cells = read_observations(options.observations, names, [clock, options.episodes])
    if columns.shape[1] != len(names):
        sys.exit(f"expected {len(names)} columns, found {columns.shape[1]}")
    times = np.array([number(cell) for cell in cells[clock]]) if clock in cells else None
    starts = episode_starts(options.episodes, cells, len(columns))
    scores = artifact.outputs(with_rates(artifact.features, columns, starts, times))
    if options.output is None:
        write_scores(scores, sys.stdout)
    else:
        with open(options.output, "w", newline="", encoding="utf-8") as file:
            write_scores(scores, file)


if __name__ == "__main__":
    main()
