"""The monitor: statistics of an episode, frame by frame, and the largest of their shares."""
import numpy as np

from constants import BLOCKING_SHARE, DRIFT, ENERGY_ROOM, FAR_WINDOW, MARGIN, SUM_ROOM
from numeric import NAN


class Monitor:
    """Follows one episode at a time. found: {"places": {series: [median, scale]}, "limits": {statistic: q}, "theta"}."""

    def __init__(self, found):
        self.places, self.limits, self.theta = found["places"], found["limits"], found["theta"]
        self.summed = [name for name in "ngr" if name in self.places]
        full = {name: self.theta * self.limits[name + "-sum"] for name in self.summed}
        self.highest = {
            name: max(limit + SUM_ROOM, ENERGY_ROOM * limit if name == "n" else 0) for name, limit in full.items()
        }
        median, scale = self.places["u"]
        self.u_block = BLOCKING_SHARE * (median + scale * self.theta * self.limits["far"])
        self.reset()

    def reset(self):
        self.sums, self.distances = {name: 0.0 for name in self.summed}, []

    def standing(self, name, value):
        median, scale = self.places[name]
        z = (value - median) / scale
        return np.sign(z) * np.log1p(abs(z)) if name == "n" else z

    def statistics(self, frame):
        """Every statistic at the next frame; NaN where one is not known: then its sum waits."""
        out = {}
        for name in self.summed:
            known = bool(np.isfinite(frame[name]))
            if known and not (name == "n" and frame.get("lifted")):
                higher = max(0.0, self.sums[name] + self.standing(name, frame[name]) - DRIFT)
                self.sums[name] = min(higher, self.highest[name])
            out[name + "-sum"] = self.sums[name] if known else NAN
        u = self.standing("u", frame["u"]) if np.isfinite(frame["u"]) else NAN
        self.distances = (self.distances + [u])[-FAR_WINDOW:]
        full = len(self.distances) == FAR_WINDOW and bool(np.isfinite(self.distances).all())
        out["far"] = u if np.isnan(u) else min(self.distances) if full else -np.inf
        out["motion"] = self.standing("g", frame["g"]) if np.isfinite(frame["g"]) else NAN
        out.update({f"stuck:{d}": float(run) for d, run in enumerate(frame["run"])})
        return out

    def step(self, frame):
        """What the next frame comes to. frame: n, u, g, run, and r where commands are given."""
        values = self.statistics(frame)
        shares = {name: values[name] / self.limits[name] / self.theta for name in self.limits}
        cause = next((name for name, share in shares.items() if np.isnan(share)), max(shares, key=shares.get))
        most = shares[cause]
        far = shares["n-sum"] > BLOCKING_SHARE or shares["far"] > BLOCKING_SHARE or frame["u"] >= self.u_block
        return {"most": most, "cause": cause, "shares": shares, "interrupts": not most <= 1 - MARGIN, "blocks": bool(far)}
