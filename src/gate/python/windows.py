"""Norms over windows of frames: STL robustness."""
import numpy as np

from numeric import NAN


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
