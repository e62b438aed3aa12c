#!/usr/bin/env python3
"""Decides observations with a reward: allow, escalate (a person should look) or block. Needs numpy and onnxruntime.

    python gate.py REWARD observations.csv                        one record a row to standard output, as JSON lines
    python gate.py REWARD scenarios.jsonl                         features and text fields by name
    python gate.py REWARD observations.npy --records fields.jsonl text fields beside an array
    python gate.py REWARD observations.csv --episodes episode     a column (or a .npy file) that numbers the episodes
    python gate.py REWARD --selftest                              compares this machine with selftest.json

REWARD is a .reward.zip or the folder that it was unpacked to. Without --episodes every row stands alone: nothing is
debounced, and norms over windows of frames are not judged. With it, the rows of an episode follow each other in time.
Everything that is missing or not finite blocks; a gate.json with anything unknown in it decides nothing. The rules are
those of docs/gate.md.
"""
import argparse
import csv
import decimal
import hashlib
import json
import math
import os
import re
import struct
import sys
import unicodedata
import zipfile

import numpy as np
import onnxruntime

BATCH = 1024
SEVERE = 0.5
LEAST_EPISODES = 20
ACTIONS = ["allow", "escalate", "block"]
NAN = float("nan")
LARGEST = sys.float_info.max
# Parts that this program reads: each must be one that manifest.json vouches for.
READ = ["gate.json", "model.safetensors", "reward.onnx", "selftest.json"]


# ---------------------------------------------------------------- the reward


class Artifact:
    """Reads and checks the parts of a folder or a .reward.zip."""

    def __init__(self, place):
        self.zip = None if os.path.isdir(place) else zipfile.ZipFile(place)
        self.place = place
        raw = self.read("manifest.json")
        self.manifest = strict_json(raw, "manifest.json")
        if self.manifest.get("schema") != "truewheel.artifact/1":
            sys.exit("this program does not know files of this kind: get the gate.py that came with the file")
        if hashlib.sha256(raw).hexdigest() != self.read("artifact.id").decode().strip():
            sys.exit("manifest.json was changed: its SHA-256 is not the one in artifact.id")
        wanted = READ + (["basin.safetensors"] if self.manifest["basin"] == "included" else [])
        for name in wanted:
            if name not in self.manifest["parts"]:
                sys.exit(f"manifest.json does not name the part {name}")
        for name, expected in self.manifest["parts"].items():
            if hashlib.sha256(self.read(name)).hexdigest() != expected["sha256"]:
                sys.exit(f"the part {name} was changed: its SHA-256 is not the one in manifest.json")

    def read(self, name):
        try:
            if self.zip is not None:
                return self.zip.read(name)
            with open(os.path.join(self.place, name), "rb") as part:
                return part.read()
        except (KeyError, FileNotFoundError):
            sys.exit(f"the part {name} is missing")

    def data(self, name):
        return strict_json(self.read(name), name)

    def tensors(self, name):
        """All tensors of a safetensors part."""
        raw = self.read(name)
        (length,) = struct.unpack("<Q", raw[:8])
        kinds = {"F64": "<f8", "F32": "<f4", "U32": "<u4"}
        found = {}
        for key, entry in json.loads(raw[8 : 8 + length]).items():
            if key == "__metadata__":
                continue
            start, end = entry["data_offsets"]
            numbers = np.frombuffer(raw[8 + length + start : 8 + length + end], dtype=kinds[entry["dtype"]])
            found[key] = numbers.reshape(entry["shape"])
        return found


def strict_json(raw, name):
    """JSON in which no name occurs twice and every number is finite."""

    def once(pairs):
        if len({key for key, _ in pairs}) < len(pairs):
            sys.exit(f"{name} says something twice")
        return dict(pairs)

    def finite(text):
        value = float(text)
        return value if math.isfinite(value) else sys.exit(f"{name} holds a number that is not finite")

    try:
        return json.loads(raw, object_pairs_hook=once, parse_float=finite, parse_constant=finite)
    except ValueError:
        sys.exit(f"{name} is not JSON")


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


# ---------------------------------------------------------------- norms: signed margins, NaN = inconclusive


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
    if op == "number":
        return np.full(len(rows.raw), float(tree["value"]))
    if op == "feature":
        value = rows.raw[:, tree["index"]]
        return np.where(np.isfinite(value), value, NAN)
    if op == "field":
        return np.array([number_of(record.get(tree["name"])) for record in rows.records])
    if op == "distance":
        places = np.array(tree["points"], dtype=np.float64) if "points" in tree else rows.basin[:, tree["inputs"]]
        return nearest(rows.x[:, tree["inputs"]], places)[0][:, 0]
    if op == "polyline":
        return polyline(rows.raw[:, tree["features"]], np.array(tree["points"], dtype=np.float64), tree["lateral"])
    if op == "text":
        holds = text_test(tree["test"], tree["value"])
        return np.array([NAN if text is None else 1.0 if holds(text) else -1.0 for text in rows.texts(tree["name"])])
    if op == "words":
        phrases = [phrase.split(" ") for phrase in tree["words"]]
        return np.array([NAN if text is None else keywords(text, phrases) for text in rows.texts(tree["name"])])
    sys.exit(f"gate.json has an operator that this program does not know: {op}")


def number_of(value):
    if isinstance(value, bool):
        return float(value)
    return float(value) if is_number(value) else NAN


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


def text_test(test, value):
    if test == "matches":
        pattern, any_case = re.compile(value, re.ASCII), re.match(r"\(\?s?i", value) is not None
        folds = str.maketrans({"\u212a": "k", "\u017f": "s"})
        return lambda text: pattern.search(text.translate(folds) if any_case else text) is not None
    return {
        "equals": lambda text: text == value,
        "contains": lambda text: value in text,
        "starts": lambda text: text.startswith(value),
        "ends": lambda text: text.endswith(value),
    }[test]


NEGATIONS = set(
    "not no never without cannot neither nor none nobody nothing avoid dont doesnt didnt wont wouldnt cant couldnt "
    "shouldnt mustnt isnt arent".split()
)
WINDOW = 4


def words_of(text):
    """Words folded to lower case; apostrophes stay inside words alone."""
    folded = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    folded = re.sub("[\u2018\u2019\u02bc]", "'", folded.upper().lower().replace("\u03c2", "\u03c3"))
    kept = "".join(c if c == "'" or unicodedata.category(c)[0] in "LMN" else " " for c in folded)
    return [word for word in (run.strip("'") for run in kept.split(" ")) if word]


def keywords(text, phrases):
    """-1 where a phrase occurs plainly, else NaN where one occurs negated, else 1."""
    words, negated = words_of(text), False
    for at in range(len(words)):
        if not any(words[at : at + len(phrase)] == phrase for phrase in phrases):
            continue
        if not any(word in NEGATIONS or word.endswith("n't") for word in words[max(0, at - WINDOW) : at]):
            return -1.0
        negated = True
    return NAN if negated else 1.0


def windowed(norm, inner, starts):
    """Robustness over the window [t + from, t + to] of each frame's episode. Inconclusive where nothing of it is left, or a
    margin in it is; and where the episode ends before it does, unless what is left settles it."""
    out, size = np.full(len(inner), NAN), norm.get("frames", 1)
    for start, end in zip(starts, starts[1:]):
        for row in range(start, end):
            window = inner[row + norm["from"] : min(row + norm["to"] + 1, end)]
            if len(window) < size or np.isnan(window).any():
                continue
            if norm["operator"] == "always":
                out[row] = window.min()
                continue
            runs = [window[i : i + size].min() for i in range(len(window) - size + 1)]
            if max(runs) >= 0 or row + norm["to"] < end:
                out[row] = max(runs)
    return out


# ---------------------------------------------------------------- gate.json: what is not known decides nothing


def is_number(value, low=-LARGEST, high=LARGEST):
    return type(value) in (int, float) and low <= value <= high


def is_count(value, low=0, high=2**53 - 1):
    return is_number(value, low, high) and value == int(value)


def has(value, needed, optional=()):
    return isinstance(value, dict) and set(needed) <= set(value) <= set(needed) | set(optional)


def table(value, width, rows=None):
    """Whether it is a list of rows of so many numbers, at least one."""
    fits = isinstance(value, list) and len(value) > 0 and rows in (None, len(value))
    return fits and all(isinstance(r, list) and len(r) == width and all(map(is_number, r)) for r in value)


def check(holds, what):
    if not holds:
        sys.exit(f"gate.json cannot be used: {what} is not what this program knows")


def check_gate(gate, features, dims, members, included):
    """Refuses a gate.json with anything in it that is unknown, absent or out of range. included: is a basin in the file?"""
    keys = "schema stage dial thresholds calibration epsilon99 outOfFold auditCells norms".split()
    check(has(gate, keys, ["audited", "claims", "cover"]), "its list of fields")
    check(gate["schema"] == "truewheel.gate/1" and gate["stage"] == "shadow", "its schema or stage")
    check(has(gate["thresholds"], ["enforcement", "monitor"]) and gate["thresholds"]["monitor"] == {}, "thresholds")
    check_thresholds(gate["thresholds"]["enforcement"])
    check(gate["dial"] == gate["thresholds"]["enforcement"]["dial"], "the dial")
    calibration = gate["calibration"]
    check(isinstance(calibration, list) and len(calibration) == members, "calibration")
    for entry in calibration:
        check(has(entry, ["lMin", "lMax"]) and is_number(entry["lMin"]) and is_number(entry["lMax"]), "calibration")
    check_folds(gate, members)
    epsilon, cover = gate["epsilon99"], gate.get("cover")
    check(epsilon is None or is_number(epsilon, sys.float_info.min), "epsilon99")
    check("cover" not in gate or has(cover, ["centroids", "radii"]), "the cover")
    check((epsilon is not None and cover is None) if included else (epsilon is None) == (cover is None), "the basin")
    if cover is not None:
        check(table(cover["centroids"], dims) and isinstance(cover["radii"], list), "the cover")
        check(len(cover["radii"]) == len(cover["centroids"]), "the cover")
        check(all(is_number(radius, 0) for radius in cover["radii"]), "the cover")
    check_cells(gate, dims)
    check(isinstance(gate["norms"], list), "the list of norms")
    for norm in gate["norms"]:
        check_norm(norm, features, dims)


def check_thresholds(found):
    keys = "dial uMax uBlock nMax debounce floor supported".split()
    check(has(found, keys, ["aMax", "pMin"]) and all(map(is_number, found.values())), "a threshold")
    ranges = {"dial": (0, 1), "floor": (0, 1), "pMin": (0, 1), "supported": (0, 1), "aMax": (0, 1), "uMax": (0, LARGEST)}
    for name, (low, high) in ranges.items():
        check(is_number(found.get(name, 0.5), low, high), name)
    check(found["dial"] < 1 and found["floor"] < 1 and 0 < found.get("aMax", 1) and 0 < found.get("pMin", 0.5) < 1, "a share")
    check(found["uBlock"] >= found["uMax"] and is_count(found["debounce"], 1, 10_000), "uBlock or debounce")


def check_folds(gate, members):
    check(isinstance(gate["outOfFold"], list), "outOfFold")
    for own in gate["outOfFold"]:
        check(has(own, ["episode", "member", "energies", "uncertainties"]), "outOfFold")
        check(is_count(own["episode"]) and is_count(own["member"], 0, members - 1), "outOfFold")
        series = [own["energies"], own["uncertainties"]]
        check(all(isinstance(values, list) and all(map(is_number, values)) for values in series), "outOfFold")
        check(0 < len(series[0]) == len(series[1]), "outOfFold")
    count = len(gate["outOfFold"])
    check(len({own["episode"] for own in gate["outOfFold"]}) == count, "outOfFold")
    claims, lowest = gate.get("claims", False), gate["thresholds"]["enforcement"].get("pMin")
    check(claims is False or (claims is True and count >= LEAST_EPISODES), "what it claims by p")
    check(lowest is None or (claims is True and lowest >= 1 / (count + 1)), "pMin")


def check_cells(gate, dims):
    cells, audited = gate["auditCells"], gate.get("audited", False)
    if cells is None or cells == []:
        check(audited is False, "the list of audit cells")
        return
    check(audited is True and has(cells, ["centroids", "draws", "flaws"]), "the list of audit cells")
    check(table(cells["centroids"], dims), "the list of audit cells")
    for name in ("draws", "flaws"):
        counts = cells[name]
        check(isinstance(counts, list) and len(counts) == len(cells["centroids"]), "the list of audit cells")
        check(all(is_count(value, 0, 2**32 - 1) for value in counts), "the list of audit cells")
    check(all(flaws <= draws for flaws, draws in zip(cells["flaws"], cells["draws"])), "the list of audit cells")


KINDS = "range support half-space path wall velocity lane predicate keyword regex".split()


def check_norm(norm, features, dims):
    keys = "id type severity description tree".split()
    check(isinstance(norm, dict) and has(norm, keys, ["operator", "from", "to", "frames"]), "a norm")
    check(isinstance(norm["id"], str) and isinstance(norm["description"], str), "a norm")
    check(is_number(norm["severity"], 0, 1) and norm["severity"] > 0, f"the severity of {norm['id']}")
    if norm["type"] == "temporal":
        check(has(norm, keys + ["operator", "from", "to"], ["frames"]), f"the norm {norm['id']}")
        check(norm["operator"] in ("always", "eventually", "for-at-least"), f"the norm {norm['id']}")
        check(is_count(norm["from"]) and is_count(norm["to"], norm["from"]), f"the norm {norm['id']}")
        check(is_count(norm.get("frames", 1), 1), f"the norm {norm['id']}")
    else:
        check(norm["type"] in KINDS and has(norm, keys), f"the norm {norm['id']}")
    check(is_tree(norm["tree"], features, dims), f"the expression of {norm['id']}")


def is_tree(tree, features, dims):
    op = tree.get("op") if isinstance(tree, dict) else None
    if op in UNARY or op in BINARY:
        of = tree.get("of")
        fits = has(tree, ["op", "of"]) and isinstance(of, list) and len(of) == (1 if op in UNARY else 2)
        return fits and all(is_tree(part, features, dims) for part in of)
    if op == "number":
        return has(tree, ["op", "value"]) and is_number(tree["value"])
    if op == "feature":
        return has(tree, ["op", "index"]) and is_count(tree["index"], 0, features - 1)
    if op == "field":
        return has(tree, ["op", "name"]) and isinstance(tree["name"], str)
    if op == "distance":
        fits = has(tree, ["op", "inputs"], ["points"]) and places(tree["inputs"], dims)
        return fits and ("points" not in tree or table(tree["points"], len(tree["inputs"])))
    if op == "polyline":
        fits = has(tree, ["op", "features", "points", "lateral"]) and places(tree["features"], features)
        return fits and isinstance(tree["lateral"], bool) and table(tree["points"], len(tree["features"]))
    if op == "text":
        fits = has(tree, ["op", "name", "test", "value"]) and isinstance(tree["name"], str)
        known = ["equals", "contains", "starts", "ends", "matches"]
        return fits and tree["test"] in known and isinstance(tree["value"], str)
    if op == "words":
        fits = has(tree, ["op", "name", "words"]) and isinstance(tree["name"], str) and isinstance(tree["words"], list)
        return fits and len(tree["words"]) > 0 and all(isinstance(word, str) for word in tree["words"])
    return False


def places(value, count):
    return isinstance(value, list) and len(value) > 0 and all(is_count(place, 0, count - 1) for place in value)


# ---------------------------------------------------------------- the gate


def upper_bound(flaws, draws):
    """One-sided 95 % Clopper-Pearson bound of a share; 1 when nothing was drawn."""
    if flaws >= draws:
        return 1.0
    if flaws == 0:
        return -math.expm1(math.log(0.05) / draws)
    # Terms this far below the count weigh nothing at a share above it.
    k = np.arange(max(0, flaws - 100 - 40 * math.isqrt(flaws)), flaws + 1)
    choose = np.array([math.lgamma(draws + 1) - math.lgamma(i + 1) - math.lgamma(draws - i + 1) for i in k])
    low, high = flaws / draws, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        tail = np.exp(choose + k * math.log(middle) + (draws - k) * math.log1p(-middle)).sum()
        low, high = (middle, high) if tail > 0.05 else (low, middle)
    return (low + high) / 2


class Gate:
    def __init__(self, artifact):
        self.gate = artifact.data("gate.json")
        self.features = artifact.manifest["features"]
        self.outputs = artifact.manifest["outputs"]
        dims = sum({"angle": 2, "category": len(f["levels"])}.get(f["role"], 1) for f in self.features)
        included = artifact.manifest["basin"] == "included"
        check_gate(self.gate, len(self.features), dims, artifact.manifest["members"], included)
        self.thresholds = {"aMax": 0.26, **self.gate["thresholds"]["enforcement"]}
        model = artifact.tensors("model.safetensors")
        self.mean, self.std = (model[f"standardiser.{name}"].astype(np.float64) for name in ("mean", "std"))
        self.basin, self.episodes = np.zeros((0, len(self.mean))), np.zeros(0, dtype=int)
        if included:
            basin = artifact.tensors("basin.safetensors")
            self.basin, self.episodes = basin["points"].astype(np.float64), basin["episodes"]
        if artifact.manifest["notInOnnx"]:
            sys.exit("reward.onnx lacks masks that this program does not know")
        self.session = onnxruntime.InferenceSession(artifact.read("reward.onnx"), providers=["CPUExecutionProvider"])

    def scores(self, raw):
        """Outputs of reward.onnx and R; NaN in rows that are not finite."""
        batches = [raw[i : i + BATCH].astype(np.float32) for i in range(0, len(raw), BATCH)]
        results = [self.session.run(self.outputs, {"observations": np.nan_to_num(batch)}) for batch in batches]
        found = {n: np.concatenate([r[i] for r in results]).astype(np.float64) for i, n in enumerate(self.outputs)}
        # s = max(0, min(1, r + R) - S): where s > 0 this is R but for rounding in float32.
        lifted = found["score"] + found["suppression"] - found["base_reward"]
        found["raise"] = np.where((found["score"] > 0) & (lifted > 1e-6), lifted, 0.0)
        for values in found.values():
            values[~np.isfinite(raw).all(axis=1)] = NAN
        return found

    def p_values(self, energies):
        """Cross-conformal p of each row: an episode counts once, by the member that did not see it."""
        above = np.ones(len(energies))
        for episode in self.gate["outOfFold"]:
            known = np.sort(episode["energies"])
            own = energies[:, episode["member"]]
            above += (len(known) - np.searchsorted(known, own, side="left")) / len(known)
        above[np.isnan(energies).any(axis=1)] = NAN
        return above / (len(self.gate["outOfFold"]) + 1)

    def trajectories(self, energies, starts):
        """p of the run up to each row, by the highest energy of each member so far; where rows stand alone, of each row."""
        highest = np.where(np.isnan(energies), np.inf, energies)
        for start, end in zip(starts, starts[1:]) if starts is not None else ():
            highest[start:end] = np.maximum.accumulate(highest[start:end], axis=0)
        above = np.ones(len(energies))
        for episode in self.gate["outOfFold"]:
            above += max(episode["energies"]) >= highest[:, episode["member"]]
        return above / (len(self.gate["outOfFold"]) + 1)

    def distances(self, x, nearest_distance):
        """u of each row: to the nearest demonstration or, where those were left out, an upper bound of it by their cover."""
        epsilon, cover = self.gate["epsilon99"], self.gate.get("cover")
        if epsilon is None:
            return np.full(len(x), NAN)
        if cover is None:
            return nearest_distance / epsilon
        least = np.full(len(x), np.inf)
        for centroid, radius in zip(cover["centroids"], cover["radii"]):
            squares = np.zeros(len(x))
            for d, place in enumerate(centroid):
                squares += (x[:, d] - place) ** 2
            least = np.minimum(least, np.sqrt(squares) + radius)
        # A little more than sums of float64 lose. np.minimum keeps NaN.
        return np.where(np.isfinite(x).all(axis=1), least * (1 + 1e-12) / epsilon, NAN)

    def gaps(self, x):
        """Audit gap of each row and how often its cell was looked at; None before the first audit."""
        cells = self.gate["auditCells"]
        if not cells:
            return None, None
        place = nearest(x, np.array(cells["centroids"], dtype=np.float64))[1][:, 0]
        bounds = [upper_bound(k, n) for k, n in zip(cells["flaws"], cells["draws"])]
        gap = np.where(place < 0, NAN, np.array(bounds)[place])
        return gap, np.where(place < 0, 0, np.array(cells["draws"])[place])

    def observe(self, raw, records, starts):
        """Everything that rules read. starts: first row of each episode and the end; None where rows stand alone."""
        with np.errstate(all="ignore"):
            x = (encode(self.features, raw) - self.mean) / self.std
            rows = Rows(raw, x, records if records is not None else [{}] * len(raw), self.basin)
            scores = self.scores(raw)
            distances, places = nearest(x, self.basin, 3)
            norms = []
            for norm in self.gate["norms"]:
                if "operator" in norm and starts is None:
                    continue
                margin = finite_only(evaluate(norm["tree"], rows))
                norms.append((norm, windowed(norm, margin, starts) if "operator" in norm else margin))
        gap, draws = self.gaps(x)
        with np.errstate(all="ignore"):
            u = self.distances(x, distances[:, 0])
        energies, claims = scores["member_energies"], self.gate.get("claims", False)
        return {
            **scores,
            "u": u,
            "p": self.p_values(energies) if claims else np.full(len(raw), NAN),
            "trajectory": self.trajectories(energies, starts) if claims else np.full(len(raw), NAN),
            "nearest": (distances, places),
            "norms": norms,
            "gap": gap,
            "draws": draws,
            "raw": raw,
        }

    def votes(self, seen, row):
        """(reason, debounced, action, sentence) of every rule that objects to one frame by itself."""
        t, found = self.thresholds, []
        s, u, n, suppressed, raised = (seen[k][row] for k in ("score", "u", "energy", "suppression", "raise"))
        if not t["dial"] > 0:
            text = "Blocked because this reward is not calibrated: no demonstrations came with it."
            found.append(("uncalibrated", False, "block", text))
        what = first_missing(s, u, n, suppressed, raised, seen["raw"][row])
        if what:
            found.append(("missing", False, "block", f"Blocked because {what} is missing or not a finite number."))
        norms = [(norm["id"], norm["severity"], margin[row]) for norm, margin in seen["norms"]]
        broken = [(name, severity) for name, severity, margin in norms if margin < 0]
        hard = [name for name, severity in broken if not severity < SEVERE]
        if hard:
            found.append(("violated", False, "block", f"Blocked because it violates {named(hard)}."))
        elif broken:
            text = f"A person should look: it violates {named([name for name, _ in broken])}."
            found.append(("violated", False, "escalate", text))
        unsure = [name for name, _, margin in norms if np.isnan(margin)]
        if unsure:
            text = f"A person decides: whether it keeps {', '.join(unsure)} cannot be told."
            found.append(("abstain", False, "escalate", text))
        if t["dial"] > 0:
            if not u < t["uBlock"]:
                text = f"Blocked because this is far from every demonstration (u ≥ {digits(t['uBlock'])})."
                found.append(("far", False, "block", text))
            if not u < t["uMax"]:
                text = "A person should look: this is farther from the demonstrations than they are from each other "
                found.append(("uncertain", True, "escalate", f"{text}(u ≥ {digits(t['uMax'])})."))
            if not n < t["nMax"] and not (raised > 0 and s > t["floor"]):
                text = f"Blocked because this does not resemble the demonstrations (energy ≥ {digits(t['nMax'])})."
                found.append(("energy", True, "block", text))
        if not suppressed <= 0 and not s > t["floor"]:
            floor = np.format_float_positional(t["floor"], trim="-")
            text = f"Blocked because a suppressing patch brings the safety score to the floor ({floor}) or below."
            found.append(("suppressed", False, "block", text))
        if t.get("pMin") is not None and not seen["trajectory"][row] > t["pMin"]:
            text = "A person should look: up to here this run is less usual than the demonstrations are "
            found.append(("trajectory", False, "escalate", f"{text}(p ≤ {digits(t['pMin'])})."))
        gap = None if seen["gap"] is None else seen["gap"][row]
        if gap is not None and not gap < t["aMax"]:
            share = f"{float(digits(100 * gap, 2)):g} %" if np.isfinite(gap) else "all"
            text = f"A person should look: too little of this region was audited (up to {share} of it may be flawed)."
            found.append(("audit-gap", False, "escalate", text))
        return found

    def decide(self, seen, starts):
        """One record a row."""
        count = len(seen["raw"])
        runs_of = zip(starts, starts[1:]) if starts is not None else ((i, i + 1) for i in range(count))
        for episode, (start, end) in enumerate(runs_of):
            window = max(1, min(int(self.thresholds["debounce"]), end - start))
            runs = {}
            for row in range(start, end):
                votes = self.votes(seen, row)
                runs = {reason: runs.get(reason, 0) + 1 for reason, *_ in votes}
                counted = [vote for vote in votes if not vote[1] or runs[vote[0]] >= window]
                place = {} if starts is None else {"episode": episode, "frame": row - start}
                yield self.record(seen, row, place, counted)

    def record(self, seen, row, place, votes):
        distances, places = (part[row] for part in seen["nearest"])
        draws = None if seen["draws"] is None else int(seen["draws"][row])
        count = len(self.gate["outOfFold"])
        names = {"score": "score", "distance_ratio": "u", "energy": "energy", "suppression": "suppression"}
        conflict = seen["raise"][row] > 0 and seen["suppression"][row] > 0
        supported = self.thresholds["dial"] > 0 and count >= LEAST_EPISODES and bool(draws)
        return {
            "row": row,
            **place,
            "action": ACTIONS[max((ACTIONS.index(vote[2]) for vote in votes), default=0)],
            "reasons": [{"reason": reason, "action": action, "text": text} for reason, _, action, text in votes],
            "status": "conflicting" if conflict else "supported" if supported else "insufficient",
            "audited": draws is not None,
            "evidence": {
                "scores": {name: plain(seen[key][row]) for name, key in {**names, "raise": "raise"}.items()},
                "p": plain(seen["p"][row]),
                "trajectory": plain(seen["trajectory"][row]),
                "gap": None if seen["gap"] is None else plain(seen["gap"][row]),
                "margins": [
                    {"id": norm["id"], "severity": norm["severity"], "margin": plain(margin[row])}
                    for norm, margin in seen["norms"]
                ],
                "nearest": [
                    {"distance": float(distance), "episode": int(self.episodes[at])}
                    for distance, at in zip(distances, places)
                    if at >= 0
                ],
                "samples": {"episodes": count, "cellDraws": draws},
            },
        }


def finite_only(values):
    return np.where(np.isfinite(values), values, NAN)


def first_missing(s, u, n, suppressed, raised, raw):
    names = ["the safety score", "the uncertainty", "the energy", "the suppression", "the raise"]
    for name, value in zip(names, (s, u, n, suppressed, raised)):
        if not np.isfinite(value):
            return name
    bad = np.flatnonzero(~np.isfinite(raw))
    return f"input {bad[0] + 1}" if len(bad) else None


def named(ids):
    return f"the norm{'s' if len(ids) > 1 else ''} {', '.join(ids)}"


def digits(value, count=3):
    """A number with so many digits, written as the app writes it."""
    rounding = decimal.Context(prec=count, rounding=decimal.ROUND_HALF_UP)
    exact = rounding.create_decimal(decimal.Decimal(float(value)))
    power = exact.adjusted() if exact else 0
    if -7 < power < count:
        return f"{exact:.{count - 1 - power}f}"
    figures = f"{abs(exact.scaleb(-power)):.{count - 1}f}"
    return f"{'-' if exact < 0 else ''}{figures}e{'+' if power > 0 else '-'}{abs(power)}"


def plain(value):
    return float(value) if np.isfinite(value) else None


# ---------------------------------------------------------------- files


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
    """Rows as float32 values in float64, [N, F], and records where the file has them."""
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
    with np.errstate(over="ignore"):
        return raw.astype(np.float32).astype(np.float64), records


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


def selftest(artifact):
    """Whether this machine makes the decisions of selftest.json."""
    test = artifact.data("selftest.json")
    gate = Gate(artifact)
    found = list(gate.decide(gate.observe(np.array(test["inputs"], dtype=np.float64), None, None), None))
    wrong = abs(len(found) - len(test["decisions"])) or int(len(found) == 0)
    for record, expected in zip(found, test["decisions"]):
        made = {"action": record["action"], "reasons": record["reasons"]}
        if made != expected:
            wrong += 1
            print(f"input {record['row']}: {made}, expected {expected}")
    print(f"{len(found)} decisions: {'passed' if wrong == 0 else f'FAILED, {wrong} differ'}")
    return wrong == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reward", help=".reward.zip, or the folder that it was unpacked to")
    parser.add_argument("observations", nargs="?", help=".npy, .csv with a header, or .jsonl")
    parser.add_argument("--records", help=".jsonl with the text fields of each row")
    parser.add_argument("--episodes", help="column that numbers the episodes, or a .npy file with a number a row")
    parser.add_argument("-o", "--output", help="where to write; default: standard output")
    parser.add_argument("--selftest", action="store_true")
    options = parser.parse_args()
    artifact = Artifact(options.reward)
    if options.selftest:
        sys.exit(0 if selftest(artifact) else 1)
    if options.observations is None:
        parser.error("name a .npy, .csv or .jsonl file, or --selftest")
    raw, records = read_observations(options.observations, [f["name"] for f in artifact.manifest["features"]])
    if options.records is not None:
        records = read_lines(options.records)
        if len(records) != len(raw):
            sys.exit(f"{options.records} has {len(records)} records for {len(raw)} rows")
    starts = episode_starts(options.episodes, records, len(raw))
    gate = Gate(artifact)
    out = sys.stdout if options.output is None else open(options.output, "w", encoding="utf-8")
    for record in gate.decide(gate.observe(raw, records, starts), starts):
        out.write(json.dumps(record, ensure_ascii=False) + "\n")
    if out is not sys.stdout:
        out.close()


if __name__ == "__main__":
    main()
