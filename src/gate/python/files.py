"""Files of observations, read as the app reads them: strictly."""
import csv
import json
import re
import sys

import numpy as np

from numeric import NAN, number_of


DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?Infinity")


def cell_of(text):
    """A number where a cell of a table is one, None where it is empty, its text otherwise."""
    plain_text = text.strip()
    if DECIMAL.fullmatch(plain_text):
        return float(plain_text)
    return text if plain_text else None


def feature_of(value):
    """What stands in for a feature must be a number; truth values and texts are none."""
    return NAN if isinstance(value, bool) else number_of(value)


def read_lines(path):
    with open(path, encoding="utf-8-sig") as file:
        records = [json.loads(line) for line in file if line.strip()]
    if not all(isinstance(record, dict) for record in records):
        sys.exit(f"{path} does not hold a record a line")
    return records


def read_csv(path, names):
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    header = [cell.strip() for cell in rows.pop(0)] if rows else []
    lacking = [name for name in names if name not in header]
    if lacking:
        sys.exit(f"{path} has no column named {', '.join(lacking)}")
    if len(set(header)) < len(header) or any(len(row) != len(header) for row in rows):
        sys.exit(f"{path} has two columns of one name, or a row that does not fit its header")
    return [{name: cell_of(cell) for name, cell in zip(header, row)} for row in rows]


def read_observations(path, names):
    """Rows [N, columns] as the file has them, and records where it has those."""
    if path.endswith(".npy"):
        raw = np.atleast_2d(np.load(path, allow_pickle=False))
        records = None
        if raw.dtype.kind not in "fiu" or raw.ndim != 2:
            sys.exit(f"{path} is not a table of numbers")
    else:
        records = read_csv(path, names) if path.endswith(".csv") else read_lines(path)
        raw = np.array([[feature_of(record.get(name)) for name in names] for record in records])
    if len(raw) == 0:
        sys.exit(f"{path} holds no observations")
    if raw.shape[1] != len(names):
        sys.exit(f"expected {len(names)} columns, found {raw.shape[1]}")
    return raw.astype(np.float64), records


def times_of(column, records):
    """What a clock showed, a number a row; None where the file holds no such column."""
    if column is None or not records or all(column not in record for record in records):
        return None
    return np.array([feature_of(record.get(column)) for record in records])


def episode_starts(spec, records, count):
    """First row of each episode and the end. spec: a .npy file of numbers, or the name of a column."""
    if spec is None:
        return None
    if spec.endswith(".npy"):
        numbers = list(np.load(spec, allow_pickle=False).ravel())
    else:
        numbers = [record.get(spec) for record in records or []]
    if len(numbers) != count or any(value is None or value != value for value in numbers):
        sys.exit(f"{spec} does not number the episode of every row")
    return [row for row in range(count) if row == 0 or numbers[row] != numbers[row - 1]] + [count]
