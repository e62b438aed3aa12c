"""Everything that rules read of rows: scores, distances, margins of norms, p, and how much was looked at."""
import math
import sys

import numpy as np

from checks import check_gate
from constants import LEAST_ADDED, NEIGHBOURS
from numeric import NAN, finite_only
from motion import motion_energy, motion_rows, moved_constants, run_lengths
from space import encode, nearest
from trees import Rows, evaluate
from windows import windowed


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


class Evidence:
    """Reads rows as the gate of a reward sees them."""

    def __init__(self, artifact):
        self.gate = artifact.data("gate.json")
        self.artifact, self.features = artifact, artifact.features
        dims = sum({"angle": 2, "category": len(f["levels"])}.get(f["role"], 1) for f in self.features)
        included = artifact.manifest["basin"] == "included"
        check_gate(self.gate, len(self.features), dims, artifact.manifest["members"], included)
        self.thresholds = self.gate["thresholds"]["enforcement"]
        model = artifact.tensors("model.safetensors")
        self.mean, self.std = (model[f"standardiser.{name}"].astype(np.float64) for name in ("mean", "std"))
        self.motions = self.motion_models() if self.gate["monitor"] else []
        self.basin, self.episodes = np.zeros((0, len(self.mean))), np.zeros(0, dtype=int)
        if included:
            basin = artifact.tensors("basin.safetensors")
            self.basin, self.episodes = basin["points"].astype(np.float64), basin["episodes"]
        if artifact.manifest["notInOnnx"]:
            sys.exit("reward.onnx lacks masks that this program does not know")

    def motion_models(self):
        """The mixtures that say how usual a movement is, one a member."""
        tensors, models = self.artifact.tensors("gate.safetensors"), []
        for k in range(self.artifact.manifest["members"]):
            prefix = f"motion.{k}."
            own = {name[len(prefix) :]: values for name, values in tensors.items() if name.startswith(prefix)}
            models.append({name: values.astype(np.float64) for name, values in own.items()})
            if not {"mean", "std", "weights", "means", "precisions"} <= set(own):
                sys.exit("gate.safetensors lacks the models of the monitor")
        return models

    def follow(self, raw, starts):
        """How episodes move: motion energy, repeated values, and constants that moved; None where no monitor decides."""
        found = self.gate["monitor"]
        if not found or starts is None:
            return None
        constants = [(constant["column"], constant["value"]) for constant in found["constants"]]
        motion, runs = np.full(len(raw), NAN), np.zeros((len(raw), len(found["watched"])))
        for start, end in zip(starts, starts[1:]):
            rows = motion_rows(self.features, found["used"], raw[start:end])
            motion[start:end] = sum(motion_energy(rows, model) for model in self.motions) / len(self.motions)
            runs[start:end] = run_lengths(raw[start:end][:, found["watched"]])
        return {"motion": motion, "runs": runs, "moved": moved_constants(raw, constants)}

    def scores(self, raw):
        """Outputs of reward.onnx and R; NaN in rows that are not finite."""
        with np.errstate(over="ignore"):
            outputs = self.artifact.outputs(np.nan_to_num(raw.astype(np.float32)))
        found = {name: values.astype(np.float64) for name, values in outputs.items()}
        # s = max(0, min(1, r + R) - S): where s > 0 this is what R adds but for rounding in float32.
        lifted = found["score"] + found["suppression"] - found["base_reward"]
        found["raise"] = np.where((found["score"] > 0) & (lifted > LEAST_ADDED), lifted, 0.0)
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
        over = np.where(np.isfinite(x).all(axis=1, keepdims=True), x, NAN)[:, cells.get("inputs", range(x.shape[1]))]
        place = nearest(over, np.array(cells["centroids"], dtype=np.float64))[1][:, 0]
        bounds = [upper_bound(k, n) for k, n in zip(cells["flaws"], cells["draws"])]
        gap = np.where(place < 0, NAN, np.array(bounds)[place])
        return gap, np.where(place < 0, 0, np.array(cells["draws"])[place])

    def observe(self, raw, records, starts):
        """Everything that rules read. starts: first row of each episode and the end; None where rows stand alone."""
        with np.errstate(all="ignore"):
            x = (encode(self.features, raw) - self.mean) / self.std
            rows = Rows(raw, x, records if records is not None else [{}] * len(raw), self.basin)
            scores = self.scores(raw)
            distances, places = nearest(x, self.basin, NEIGHBOURS)
            norms = []
            for norm in self.gate["norms"]:
                if "operator" in norm and starts is None:
                    continue
                margin = finite_only(evaluate(norm["tree"], rows))
                norms.append((norm, windowed(norm, margin, starts) if "operator" in norm else margin))
        gap, draws = self.gaps(x)
        with np.errstate(all="ignore"):
            u = self.distances(x, distances[:, 0])
            followed = self.follow(raw, starts)
        energies, claims = scores["member_energies"], self.gate["claims"]
        return {
            **scores,
            "distance_ratio": u,
            "p": self.p_values(energies) if claims else np.full(len(raw), NAN),
            "trajectory": self.trajectories(energies, starts) if claims else np.full(len(raw), NAN),
            "nearest": (distances, places),
            "norms": norms,
            "gap": gap,
            "draws": draws,
            "followed": followed,
            "raw": raw,
        }
