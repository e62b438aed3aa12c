"""Live: one frame at a time, with everything that the frames before have to say kept in a small state."""
import numpy as np

from artifact import Artifact
from decide import Decider, selftest
from monitor import Monitor
from numeric import NAN
from rates import RatesState, columns_of


class Gate:
    """Decides episodes as they happen.

    gate = Gate("NAME.reward.zip")              runs the self-test of this machine first
    gate.reset()                                at the first frame of every episode
    record = gate.step(observation, fields={})  columns as gate.columns, raw units; time=… with a clock

    Only record["action"] == "allow" lets an action through. What cannot be read blocks. Norms over windows of frames look ahead:
    live they are judged by the frame at hand, as at the last frame of a recording. reset(previous=row) starts in motion.
    """

    def __init__(self, place, check=True):
        self.decider = Decider(Artifact(place))
        self.columns = columns_of(self.decider.features)
        if check and selftest(self.decider)[1]:
            raise RuntimeError("this machine does not make the decisions of selftest.json")
        self.row, self.resets = 0, 0
        self.reset()
        self.resets = 0

    def reset(self, previous=None, time=None):
        found = self.decider.gate["monitor"]
        self.monitor = Monitor(found) if found else None
        self.frame, self.objections, self.highest = 0, {}, None
        self.runs = [0.0] * (len(found["watched"]) if found else 0)
        self.rates = RatesState(self.decider.features)
        self.previous = None if previous is None else self.rates.next(self.read(previous), time)
        self.resets += 1

    def read(self, observation):
        """The columns as float32 values in float64; not finite where they cannot be read."""
        width = len(self.columns)
        try:
            with np.errstate(over="ignore"):
                row = np.asarray(observation, dtype=np.float64).astype(np.float32).astype(np.float64)
        except (TypeError, ValueError):
            row = np.zeros(0)
        return row if row.shape == (width,) else np.full(width, NAN)

    def step(self, observation, fields=None, time=None):
        """The decision record of the next frame."""
        decider, raw = self.decider, self.rates.next(self.read(observation), time)
        seen = decider.observe(raw[None], [fields if isinstance(fields, dict) else {}], [0, 1])
        energies = np.where(np.isnan(seen["member_energies"]), np.inf, seen["member_energies"])
        self.highest = energies if self.highest is None else np.maximum(self.highest, energies)
        if decider.gate["claims"]:
            seen["trajectory"] = decider.trajectories(self.highest, None)
        verdict = None
        if self.monitor:
            self.follow(raw, seen)
            verdict = decider.verdict(self.monitor, seen, 0)
        votes = decider.votes(seen, 0, verdict)
        self.objections = {reason: self.objections.get(reason, 0) + 1 for reason in votes}
        counted = decider.counted(votes, self.objections, int(decider.thresholds["debounce"]))
        record = decider.record(seen, 0, {"frame": self.frame, "resets": self.resets}, counted, verdict)
        record["row"] = self.row
        self.previous, self.frame, self.row = raw, self.frame + 1, self.row + 1
        return record

    def follow(self, raw, seen):
        """Replaces what one row says of motion by what it says after the row before."""
        if self.previous is None:
            return
        pair = self.decider.follow(np.stack([self.previous, raw]), [0, 2])
        watched = self.decider.gate["monitor"]["watched"]
        same = raw[watched] == self.previous[watched]
        self.runs = [run + 1 if again else 0.0 for run, again in zip(self.runs, same)]
        seen["followed"]["motion"], seen["followed"]["runs"] = pair["motion"][1:], np.array([self.runs])

    def save(self):
        """Plain JSON from which `load` goes on, record for record."""
        none = lambda values: [None if np.isnan(value) else float(value) for value in values]
        return {
            **{"row": self.row, "frame": self.frame, "resets": self.resets, "objections": dict(self.objections)},
            "previous": None if self.previous is None else none(np.where(np.isfinite(self.previous), self.previous, NAN)),
            "highest": None if self.highest is None else none(np.where(np.isinf(self.highest[0]), NAN, self.highest[0])),
            "runs": [float(run) for run in self.runs],
            "rates": [none(values) for values in self.rates.save()],
            "sums": dict(self.monitor.sums) if self.monitor else {},
            "distances": none(self.monitor.distances) if self.monitor else [],
        }

    def load(self, state):
        self.reset()
        self.row, self.frame, self.resets = state["row"], state["frame"], state["resets"]
        self.objections, self.runs = dict(state["objections"]), list(state["runs"])
        numbers = lambda values, missing: np.array([missing if value is None else value for value in values], dtype=np.float64)
        self.previous = None if state["previous"] is None else numbers(state["previous"], NAN)
        self.highest = None if state["highest"] is None else numbers(state["highest"], np.inf)[None]
        self.rates.load([numbers(values, NAN) for values in state["rates"]])
        if self.monitor:
            self.monitor.sums = dict(state["sums"])
            self.monitor.distances = list(numbers(state["distances"], NAN))
