"""Numbers: what counts as one, and how they are written."""
import decimal
import sys

import numpy as np

NAN = float("nan")
LARGEST = sys.float_info.max


def is_number(value, low=-LARGEST, high=LARGEST):
    return type(value) in (int, float) and low <= value <= high


def is_count(value, low=0, high=2**53 - 1):
    return is_number(value, low, high) and value == int(value)


def number_of(value):
    if isinstance(value, bool):
        return float(value)
    return float(value) if is_number(value) else NAN


def finite_only(values):
    return np.where(np.isfinite(values), values, NAN)


def plain(value):
    """The number as JSON holds it: null where it is none."""
    return float(value) if np.isfinite(value) else None


def digits(value, count=3):
    """A number with so many digits, written as the app writes it."""
    rounding = decimal.Context(prec=count, rounding=decimal.ROUND_HALF_UP)
    exact = rounding.create_decimal(decimal.Decimal(float(value)))
    power = exact.adjusted() if exact else 0
    if -7 < power < count:
        return f"{exact:.{count - 1 - power}f}"
    figures = f"{abs(exact.scaleb(-power)):.{count - 1}f}"
    return f"{'-' if exact < 0 else ''}{figures}e{'+' if power > 0 else '-'}{abs(power)}"
