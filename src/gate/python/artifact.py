"""The reward: parts that manifest.json vouches for, read strictly, and the outputs of reward.onnx."""
import hashlib
import json
import math
import os
import struct
import sys
import zipfile

import numpy as np
import onnxruntime

from constants import READ

BATCH = 1024


class Artifact:
    """Reads and checks the parts of a folder or a .reward.zip. Guards against accident, not against intent."""

    def __init__(self, place):
        self.zip = None if os.path.isdir(place) else zipfile.ZipFile(place)
        self.place = place
        raw = self.read("manifest.json")
        self.manifest = strict_json(raw, "manifest.json")
        if self.manifest.get("schema") != "truewheel.artifact/1":
            sys.exit("this program does not know files of this kind: get the one that came with the file")
        if hashlib.sha256(raw).hexdigest() != self.read("artifact.id").decode().strip():
            sys.exit("manifest.json was changed: its SHA-256 is not the one in artifact.id")
        wanted = READ + (["basin.safetensors"] if self.manifest["basin"] == "included" else [])
        for name in wanted:
            if name not in self.manifest["parts"]:
                sys.exit(f"manifest.json does not name the part {name}")
        for name, expected in self.manifest["parts"].items():
            if hashlib.sha256(self.read(name)).hexdigest() != expected["sha256"]:
                sys.exit(f"the part {name} was changed: its SHA-256 is not the one in manifest.json")
        self.features = self.manifest["features"]
        self.session = onnxruntime.InferenceSession(self.read("reward.onnx"), providers=["CPUExecutionProvider"])

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

    def outputs(self, observations):
        """observations: [N, features]. Returns a dict of float32 arrays, one an output of reward.onnx."""
        names = self.manifest["outputs"]
        rows = np.ascontiguousarray(observations, dtype=np.float32)
        if rows.ndim != 2 or rows.shape[1] != len(self.features):
            sys.exit(f"expected {len(self.features)} columns, found shape {rows.shape}")
        batches = [rows[i : i + BATCH] for i in range(0, len(rows), BATCH)]
        results = [self.session.run(names, {"observations": batch}) for batch in batches]
        return {name: np.concatenate([result[i] for result in results]) for i, name in enumerate(names)}


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
