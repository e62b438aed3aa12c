"""The rules: what each of them says of one frame. Comparisons are written so that NaN objects."""
import numpy as np

from constants import REASONS, SCORES, SEVERE
from numeric import digits


def vote(reason, action, **words):
    return {"action": action, "reason": reason, "text": REASONS[reason][action].format(**words)}


def uncalibrated(frame, t):
    return None if t["dial"] > 0 else vote("uncalibrated", "block")


def missing(frame, t):
    for name, said in SCORES.items():
        if not np.isfinite(frame[name]):
            return vote("missing", "block", what=said)
    bad = np.flatnonzero(~np.isfinite(frame["raw"]))
    return vote("missing", "block", what=f"input {bad[0] + 1}") if len(bad) else None


def named(ids):
    return f"the norm{'s' if len(ids) > 1 else ''} {', '.join(ids)}"


def violated(frame, t):
    broken = [(name, severity) for name, severity, margin in frame["norms"] if margin < 0]
    hard = [name for name, severity in broken if not severity < SEVERE]
    if hard:
        return vote("violated", "block", norms=named(hard))
    return vote("violated", "escalate", norms=named([name for name, _ in broken])) if broken else None


def abstain(frame, t):
    unsure = [name for name, _, margin in frame["norms"] if np.isnan(margin)]
    return vote("abstain", "escalate", norms=", ".join(unsure)) if unsure else None


def far(frame, t):
    if frame["monitor"] or not t["dial"] > 0 or frame["distance_ratio"] < t["uBlock"]:
        return None
    return vote("far", "block", limit=digits(t["uBlock"]))


def uncertain(frame, t):
    if frame["monitor"] or not t["dial"] > 0 or frame["distance_ratio"] < t["uMax"]:
        return None
    return vote("uncertain", "escalate", limit=digits(t["uMax"]))


def energy(frame, t):
    if frame["monitor"] or not t["dial"] > 0 or frame["energy"] < t["nMax"]:
        return None
    if frame["raise"] > 0 and frame["score"] > t["floor"]:
        return None
    return vote("energy", "block", limit=digits(t["nMax"]))


def unlike(frame, t):
    monitor = frame["monitor"]
    if not monitor or not (monitor["interrupts"] or monitor["blocks"]):
        return None
    return vote("unlike", "block" if monitor["blocks"] else "escalate", what=monitor["what"])


def moved(frame, t):
    what = frame["monitor"] and frame["monitor"]["moved"]
    return vote("moved", "escalate", what=what) if what else None


def suppressed(frame, t):
    if frame["suppression"] <= 0 or frame["score"] > t["floor"]:
        return None
    return vote("suppressed", "block", limit=np.format_float_positional(t["floor"], trim="-"))


def trajectory(frame, t):
    if t.get("pMin") is None or frame["trajectory"] > t["pMin"]:
        return None
    return vote("trajectory", "escalate", limit=digits(t["pMin"]))


def audit_gap(frame, t):
    gap = frame["gap"]
    if gap is None or gap < t["aMax"]:
        return None
    share = f"{float(digits(100 * gap, 2)):g} %" if np.isfinite(gap) else "all"
    return vote("audit-gap", "escalate", share=share)


# In the order of REASONS, which is the order in which reasons are given.
RULES = {
    "uncalibrated": uncalibrated,
    "missing": missing,
    "violated": violated,
    "abstain": abstain,
    "far": far,
    "uncertain": uncertain,
    "energy": energy,
    "unlike": unlike,
    "moved": moved,
    "suppressed": suppressed,
    "trajectory": trajectory,
    "audit-gap": audit_gap,
}
