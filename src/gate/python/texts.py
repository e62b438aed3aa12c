"""Texts: tests and words, every step as the app does it (docs/norms.md)."""
import re
import unicodedata

from constants import NEGATION_WINDOW, NEGATIONS
from numeric import NAN


def pattern_of(value):
    pattern, any_case = re.compile(value, re.ASCII), re.match(r"\(\?s?i", value) is not None
    folds = str.maketrans({"\u212a": "k", "\u017f": "s"})
    return lambda text: pattern.search(text.translate(folds) if any_case else text) is not None


TEXT_HOLDS = {
    "equals": lambda value: lambda text: text == value,
    "contains": lambda value: lambda text: value in text,
    "starts": lambda value: lambda text: text.startswith(value),
    "ends": lambda value: lambda text: text.endswith(value),
    "matches": pattern_of,
}


def holds_text(test, value):
    """Whether a text passes a test, as a function of the text."""
    return TEXT_HOLDS[test](value)


def words_of(text):
    """Words folded to lower case; apostrophes stay inside words alone."""
    folded = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    folded = re.sub("[\u2018\u2019\u02bc]", "'", folded.upper().lower().replace("\u03c2", "\u03c3"))
    kept = "".join(c if c == "'" or unicodedata.category(c)[0] in "LMN" else " " for c in folded)
    return [word for word in (run.strip("'") for run in kept.split(" ")) if word]


def keywords(text, phrases):
    """-1 where a phrase occurs plainly, else NaN where one occurs negated, else 1."""
    words, negated = words_of(text), False
    for at in range(len(words)):
        if not any(words[at : at + len(phrase)] == phrase for phrase in phrases):
            continue
        if not any(word in NEGATIONS or word.endswith("n't") for word in words[max(0, at - NEGATION_WINDOW) : at]):
            return -1.0
        negated = True
    return NAN if negated else 1.0
