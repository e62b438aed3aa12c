"""How fast PyTorch trains the same mixtures on one thread (docs/methods.md 1.2): one JSON row a line, for `npm run bench`.

Usage: torch-mixture.py [PREFIX]. Experts are stacked, so that a step is a few large products; batches are gathered by index,
rates follow the same cosine, the objective has the same balance term.
"""

import json
import math
import pathlib
import sys
import time

import torch
from torch.nn.functional import linear, relu

BATCHES = (256, 1024, 4096)
RUNS = 3
SECONDS = 0.7


class Published(torch.nn.Module):
    """z = ReLU(W x + b), output = sum of g_e (V_e z_e + c_e)."""

    def __init__(self, dims, experts, bottleneck):
        super().__init__()
        self.experts = experts
        self.encoder = torch.nn.Linear(dims, experts * bottleneck)
        self.decoder = torch.nn.Linear(experts * bottleneck, dims, bias=False)
        self.offsets = torch.nn.Parameter(torch.zeros(experts, dims))
        self.gate = torch.nn.Linear(dims, experts)

    def code(self, x):
        return relu(self.encoder(x)).view(len(x), self.experts, -1)

    def forward(self, x):
        gates = torch.softmax(self.gate(x), 1)
        gated = (self.code(x) * gates[:, :, None]).flatten(1)
        return self.decoder(gated) + gates @ self.offsets, gates


class Default(Published):
    """A hidden layer on each side and a linear bottleneck between."""

    def __init__(self, dims, experts, bottleneck, hidden=64):
        super().__init__(dims, experts, hidden)
        bound = 1 / math.sqrt(hidden)
        self.squeeze = torch.nn.Parameter(torch.empty(experts, hidden, bottleneck).uniform_(-bound, bound))
        self.squeeze_bias = torch.nn.Parameter(torch.zeros(experts, 1, bottleneck))
        self.expand = torch.nn.Parameter(torch.empty(experts, bottleneck, hidden).uniform_(-0.2, 0.2))
        self.expand_bias = torch.nn.Parameter(torch.zeros(experts, 1, hidden))

    def code(self, x):
        first = super().code(x).transpose(0, 1)
        narrow = torch.baddbmm(self.squeeze_bias, first, self.squeeze)
        return relu(torch.baddbmm(self.expand_bias, narrow, self.expand)).transpose(0, 1)


def objective(model, x, balance=0.01):
    output, gates = model(x)
    mean = gates.mean(0)
    divergence = (mean * torch.log(mean * gates.shape[1])).sum()
    return ((output - x) ** 2).mean() + balance * divergence


def samples_per_second(model, dims, batch):
    data = torch.randn(16 * batch, dims)
    adam = torch.optim.Adam(model.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, 100_000)

    def run(seconds):
        steps, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            for rows in torch.randperm(len(data)).split(batch):
                adam.zero_grad()
                objective(model, data[rows]).backward()
                adam.step()
                schedule.step()
                steps += 1
        return steps * batch / (time.perf_counter() - start)

    run(0.2)
    return sorted(run(SECONDS) for _ in range(RUNS))[RUNS // 2]


def blas_name():
    """What multiplies matrices: Debian's package takes whichever BLAS is installed, and they differ thirtyfold."""
    if torch.backends.mkl.is_available():
        return "MKL"
    try:
        maps = pathlib.Path("/proc/self/maps").read_text()
    except OSError:
        return "unknown BLAS"
    return "OpenBLAS" if "openblas" in maps else "reference BLAS"


def main(prefix):
    torch.set_num_threads(1)
    shapes = {
        "27x8x3": lambda: (Published(27, 3, 8), 27),
        "111x10x3": lambda: (Published(111, 3, 10), 111),
        "27-default": lambda: (Default(27, 4, 17), 27),
        "111-default": lambda: (Default(111, 4, 32), 111),
    }
    note = f"PyTorch {torch.__version__}, one thread, {blas_name()}"
    for shape, make in shapes.items():
        for batch in BATCHES:
            name = f"train/torch/{shape}-b{batch}"
            if name.startswith(prefix):
                model, dims = make()
                value = samples_per_second(model, dims, batch)
                row = {"name": name, "value": value, "unit": "samples/s", "runs": RUNS, "note": note}
                print(json.dumps(row), flush=True)


main(sys.argv[1] if len(sys.argv) > 1 else "")
