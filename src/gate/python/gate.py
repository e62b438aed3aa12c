"""Decides observations with a reward: allow, escalate (a person should look) or block. Needs numpy and onnxruntime.

    python gate.py REWARD observations.csv                        one record a row to standard output, as JSON lines
    python gate.py REWARD scenarios.jsonl                         features and text fields by name
    python gate.py REWARD observations.npy --records fields.jsonl text fields beside an array
    python gate.py REWARD observations.csv --episodes episode     a column (or a .npy file) that numbers the episodes
    python gate.py REWARD --selftest                              compares this machine with selftest.json

REWARD is a .reward.zip or the folder that it was unpacked to. Without --episodes every row stands alone: nothing is
debounced, and norms over windows of frames are not judged; where rates of change are inputs no row can be scored. With it,
the rows of an episode follow each other in time: rates are made from them, by the clock of the data where the file has its
column, else by its usual step. A .npy file has a column for each feature that is no rate.
Everything that is missing or not finite blocks; a gate.json with anything unknown in it decides nothing. The rules are
those of docs/gate.md. As a module, frame by frame: `from gate import Gate`, see the class.
"""
import argparse
import json
import sys

from artifact import Artifact
from decide import Decider, selftest
from files import episode_starts, read_lines, read_observations, times_of
from rates import clock_of, columns_of, with_rates


def told(decider):
    """Whether this machine makes the decisions of selftest.json; what differs is printed."""
    count, wrong = selftest(decider)
    for sentence in wrong:
        print(sentence)
    print(f"{count} decisions: {'passed' if not wrong else f'FAILED, {len(wrong)} differ'}")
    return not wrong


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
        sys.exit(0 if told(Decider(artifact)) else 1)
    if options.observations is None:
        parser.error("name a .npy, .csv or .jsonl file, or --selftest")
    columns, records = read_observations(options.observations, columns_of(artifact.features))
    if options.records is not None:
        records = read_lines(options.records)
        if len(records) != len(columns):
            sys.exit(f"{options.records} has {len(records)} records for {len(columns)} rows")
    starts = episode_starts(options.episodes, records, len(columns))
    raw = with_rates(artifact.features, columns, starts, times_of(clock_of(artifact.features), records))
    decider = Decider(artifact)
    out = sys.stdout if options.output is None else open(options.output, "w", encoding="utf-8")
    for record in decider.decide(decider.observe(raw, records, starts), starts):
        out.write(json.dumps(record, ensure_ascii=False) + "\n")
    if out is not sys.stdout:
        out.close()


if __name__ == "__main__":
    main()
