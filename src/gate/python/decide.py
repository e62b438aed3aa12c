"""Decisions: all votes joined, debounced along episodes, written down with their evidence."""
import numpy as np

from constants import ACTIONS, CAUSES, LEAST_EPISODES, REASONS, SCORES
from evidence import Evidence
from monitor import Monitor
from numeric import plain
from rules import RULES


class Decider(Evidence):
    """Decides rows: `decide(observe(raw, records, starts), starts)` yields a record a row."""

    def verdict(self, monitor, seen, row):
        """What the monitor says of the next frame of its episode, in words too."""
        followed, u = seen["followed"], seen["distance_ratio"][row]
        lifted = bool(seen["raise"][row] > 0 and seen["score"][row] > self.thresholds["floor"])
        frame = {"n": seen["energy"][row], "u": u, "g": followed["motion"][row], "run": followed["runs"][row]}
        found = monitor.step({**frame, "lifted": lifted})
        kind = found["cause"].split(":")[0] if not np.isnan(found["most"]) else "unknown"
        kind = "beyond" if u >= monitor.u_block else kind
        watching, moved = self.gate["monitor"], int(followed["moved"][row])
        if kind == "stuck":
            column = watching["watched"][int(found["cause"].split(":")[1])]
            found["what"] = CAUSES[kind].replace("{column}", self.features[column]["name"])
        else:
            found["what"] = CAUSES[kind]
        column = None if moved < 0 else watching["constants"][moved]["column"]
        found["moved"] = None if column is None else self.features[column]["name"]
        return found

    def votes(self, seen, row, verdict=None):
        """Every rule's objection to one frame by itself, by its reason."""
        frame = {name: seen[name][row] for name in (*SCORES, "raw", "trajectory")}
        frame["norms"] = [(norm["id"], norm["severity"], margin[row]) for norm, margin in seen["norms"]]
        frame["monitor"] = verdict
        frame["gap"] = None if seen["gap"] is None else seen["gap"][row]
        found = {reason: RULES[reason](frame, self.thresholds) for reason in REASONS}
        return {reason: vote for reason, vote in found.items() if vote is not None}

    def decide(self, seen, starts):
        """One record a row. starts: first row of each episode and the end; None where rows stand alone."""
        count = len(seen["raw"])
        episodes = zip(starts, starts[1:]) if starts is not None else ((i, i + 1) for i in range(count))
        for episode, (start, end) in enumerate(episodes):
            window = max(1, min(int(self.thresholds["debounce"]), end - start))
            monitor = Monitor(self.gate["monitor"]) if seen["followed"] else None
            runs = {}
            for row in range(start, end):
                verdict = self.verdict(monitor, seen, row) if monitor else None
                votes = self.votes(seen, row, verdict)
                runs = {reason: runs.get(reason, 0) + 1 for reason in votes}
                place = {} if starts is None else {"episode": episode, "frame": row - start}
                yield self.record(seen, row, place, self.counted(votes, runs, window), verdict)

    def counted(self, votes, runs, window):
        """Votes that count: those that wait for as many objections in a row as the debounce says, once they have them."""
        return [vote for reason, vote in votes.items() if not REASONS[reason]["debounced"] or runs[reason] >= window]

    def record(self, seen, row, place, votes, verdict=None):
        draws = None if seen["draws"] is None else int(seen["draws"][row])
        count = len(self.gate["outOfFold"])
        conflict = seen["raise"][row] > 0 and seen["suppression"][row] > 0
        supported = self.thresholds["dial"] > 0 and count >= LEAST_EPISODES and bool(draws)
        return {
            "row": row,
            **place,
            "action": ACTIONS[max((ACTIONS.index(vote["action"]) for vote in votes), default=0)],
            "reasons": votes,
            "status": "conflicting" if conflict else "supported" if supported else "insufficient",
            "audited": draws is not None,
            "evidence": {
                "scores": {name: plain(seen[name][row]) for name in SCORES},
                "p": plain(seen["p"][row]),
                "trajectory": plain(seen["trajectory"][row]),
                "gap": None if seen["gap"] is None else plain(seen["gap"][row]),
                "margins": [
                    {"id": norm["id"], "severity": norm["severity"], "margin": plain(margin[row])}
                    for norm, margin in seen["norms"]
                ],
                "nearest": [
                    {"distance": float(distance), "episode": int(self.episodes[at])}
                    for distance, at in zip(*(part[row] for part in seen["nearest"]))
                    if at >= 0
                ],
                "samples": {"episodes": count, "cellDraws": draws},
                **({"monitor": self.shares(verdict)} if verdict else {}),
            },
        }

    def shares(self, verdict):
        """M and what it is the largest of; columns that are stuck by their names."""
        columns = [self.features[f]["name"] for f in self.gate["monitor"]["watched"]]
        shares, runs = verdict["shares"], [verdict["shares"][f"stuck:{d}"] for d in range(len(columns))]
        named = {name: plain(shares[name]) for name in shares if not name.startswith("stuck:")}
        stuck = {name: plain(run) for name, run in zip(columns, runs) if run > 0}
        return {"most": plain(verdict["most"]), "cause": verdict["cause"], "shares": named, "stuck": stuck}


def selftest(decider):
    """What of the decisions of selftest.json this machine makes otherwise, a sentence each."""
    test = decider.artifact.data("selftest.json")
    found = list(decider.decide(decider.observe(np.array(test["inputs"], dtype=np.float64), None, None), None))
    wrong = [] if len(found) == len(test["decisions"]) > 0 else ["another number of decisions"]
    for record, expected in zip(found, test["decisions"]):
        made = {"action": record["action"], "reasons": record["reasons"]}
        if made != expected:
            wrong.append(f"input {record['row']}: {made}, expected {expected}")
    return len(found), wrong
