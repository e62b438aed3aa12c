"""What gate.json may hold: with anything in it that is unknown, absent or out of range nothing is decided."""
import sys

from constants import BINARY_OPERATORS, LEAF_OPERATORS, LEAST_EPISODES, NORM_TYPES, TEXT_TESTS, UNARY_OPERATORS
from constants import WINDOW_OPERATORS
from numeric import LARGEST, is_count, is_number


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
    keys = "schema stage dial thresholds calibration epsilon99 outOfFold monitor claims audited auditCells norms".split()
    check(has(gate, keys, ["cover"]), "its list of fields")
    check(gate["schema"] == "truewheel.gate/2" and gate["stage"] == "shadow", "its schema or stage")
    check(has(gate["thresholds"], ["enforcement", "monitor"]) and gate["thresholds"]["monitor"] == {}, "thresholds")
    check_thresholds(gate["thresholds"]["enforcement"])
    check(gate["dial"] == gate["thresholds"]["enforcement"]["dial"], "the dial")
    calibration = gate["calibration"]
    check(isinstance(calibration, list) and len(calibration) == members, "calibration")
    for entry in calibration:
        check(has(entry, ["lMin", "lMax"]) and is_number(entry["lMin"]) and is_number(entry["lMax"]), "calibration")
    check_folds(gate, members)
    check_monitor(gate["monitor"], features)
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
    keys = "dial uMax uBlock nMax debounce floor supported aMax".split()
    check(has(found, keys, ["pMin"]) and all(map(is_number, found.values())), "a threshold")
    ranges = {"dial": (0, 1), "floor": (0, 1), "pMin": (0, 1), "supported": (0, 1), "aMax": (0, 1), "uMax": (0, LARGEST)}
    for name, (low, high) in ranges.items():
        check(is_number(found.get(name, 0.5), low, high), name)
    check(found["dial"] < 1 and found["floor"] < 1 and 0 < found["aMax"] and 0 < found.get("pMin", 0.5) < 1, "a share")
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
    claims, lowest = gate["claims"], gate["thresholds"]["enforcement"].get("pMin")
    check(claims is False or (claims is True and count >= LEAST_EPISODES), "what it claims by p")
    check(lowest is None or (claims is True and lowest >= 1 / (count + 1)), "pMin")


def check_monitor(found, features):
    if found is None:
        return
    keys = "used watched constants places limits theta order supported".split()
    check(has(found, keys) and are_places(found["used"], features), "the monitor")
    check(found["watched"] == [] or are_places(found["watched"], features), "the monitor")
    check(isinstance(found["constants"], list), "the monitor")
    for constant in found["constants"]:
        check(has(constant, ["column", "value"]) and is_count(constant["column"], 0, features - 1), "the monitor")
        check(is_number(constant["value"]), "the monitor")
    check(has(found["places"], "nug"), "the monitor")
    check(all(table([place], 2) and place[1] > 0 for place in found["places"].values()), "the monitor")
    names = ["n-sum", "g-sum", "far", "motion", *(f"stuck:{d}" for d in range(len(found["watched"])))]
    check(has(found["limits"], names), "the limits of the monitor")
    check(all(is_number(limit) and limit > 0 for limit in found["limits"].values()), "the limits of the monitor")
    check(is_number(found["theta"]) and found["theta"] > 0, "theta")
    check(is_count(found["order"], 1) and is_number(found["supported"], 0, 1), "the monitor")


def check_cells(gate, dims):
    cells, audited = gate["auditCells"], gate["audited"]
    if cells is None:
        check(audited is False, "the list of audit cells")
        return
    check(audited is True and has(cells, ["centroids", "draws", "flaws"], ["inputs"]), "the list of audit cells")
    inputs = cells.get("inputs", list(range(dims)))
    check(isinstance(inputs, list) and all(is_count(value, 0, dims - 1) for value in inputs), "the list of audit cells")
    check(inputs == sorted(set(inputs)) and table(cells["centroids"], len(inputs)), "the list of audit cells")
    for name in ("draws", "flaws"):
        counts = cells[name]
        check(isinstance(counts, list) and len(counts) == len(cells["centroids"]), "the list of audit cells")
        check(all(is_count(value, 0, 2**32 - 1) for value in counts), "the list of audit cells")
    check(all(flaws <= draws for flaws, draws in zip(cells["flaws"], cells["draws"])), "the list of audit cells")


def check_norm(norm, features, dims):
    keys = "id type severity description tree".split()
    check(isinstance(norm, dict) and has(norm, keys, ["operator", "from", "to", "frames"]), "a norm")
    check(isinstance(norm["id"], str) and isinstance(norm["description"], str), "a norm")
    check(is_number(norm["severity"], 0, 1) and norm["severity"] > 0, f"the severity of {norm['id']}")
    if norm["type"] == "temporal":
        check(has(norm, keys + ["operator", "from", "to"], ["frames"]), f"the norm {norm['id']}")
        check(norm["operator"] in WINDOW_OPERATORS, f"the norm {norm['id']}")
        check(is_count(norm["from"]) and is_count(norm["to"], norm["from"]), f"the norm {norm['id']}")
        check(is_count(norm.get("frames", 1), 1), f"the norm {norm['id']}")
    else:
        check(norm["type"] in NORM_TYPES and has(norm, keys), f"the norm {norm['id']}")
    check(is_tree(norm["tree"], features, dims), f"the expression of {norm['id']}")


def is_tree(tree, features, dims):
    op = tree.get("op") if isinstance(tree, dict) else None
    if op in UNARY_OPERATORS or op in BINARY_OPERATORS:
        of = tree.get("of")
        fits = has(tree, ["op", "of"]) and isinstance(of, list)
        fits = fits and len(of) == (1 if op in UNARY_OPERATORS else 2)
        return fits and all(is_tree(part, features, dims) for part in of)
    if op not in LEAF_CHECKS or op not in LEAF_OPERATORS:
        return False
    known = LEAF_OPERATORS[op]
    return has(tree, ["op", *known["fields"]], known["optional"]) and LEAF_CHECKS[op](tree, features, dims)


def is_distance(tree, features, dims):
    fits = are_places(tree["inputs"], dims)
    return fits and ("points" not in tree or table(tree["points"], len(tree["inputs"])))


def is_polyline(tree, features, dims):
    fits = are_places(tree["features"], features) and isinstance(tree["lateral"], bool)
    return fits and table(tree["points"], len(tree["features"]))


def is_text(tree, features, dims):
    return isinstance(tree["name"], str) and tree["test"] in TEXT_TESTS and isinstance(tree["value"], str)


def are_words(tree, features, dims):
    fits = isinstance(tree["name"], str) and isinstance(tree["words"], list) and len(tree["words"]) > 0
    return fits and all(isinstance(word, str) for word in tree["words"])


# What the fields of each node must be; that they are there, and no others, follows from LEAF_OPERATORS.
LEAF_CHECKS = {
    "number": lambda tree, features, dims: is_number(tree["value"]),
    "feature": lambda tree, features, dims: is_count(tree["index"], 0, features - 1),
    "field": lambda tree, features, dims: isinstance(tree["name"], str),
    "distance": is_distance,
    "polyline": is_polyline,
    "text": is_text,
    "words": are_words,
}


def are_places(value, count):
    return isinstance(value, list) and len(value) > 0 and all(is_count(place, 0, count - 1) for place in value)
