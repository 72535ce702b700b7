#!/usr/bin/env python3
"""Writes qparams.txt: scale and zero point of equations (3), (4) and (5) by exact rational arithmetic.

Every operation is done on fractions and rounded once to the precision that quantization.md names
(float64, then float32 for S), by code that uses no floating point of the machine. Standard library
only: python3 tests/data/golden/qparams.py
"""
import random
import struct
from fractions import Fraction
from pathlib import Path

F32 = (24, -149, 128)  # precision in bits, exponent of the smallest subnormal, exponent of the overflow
F64 = (53, -1074, 1024)
FLT_MIN = Fraction(1, 2**126)
FLT_MAX = Fraction((2**24 - 1) * 2**104)


def rne(x):
    """Round half to even; x is a Fraction."""
    floor = x.numerator // x.denominator
    above = x - floor
    if above != Fraction(1, 2):
        return floor if above < Fraction(1, 2) else floor + 1
    return floor + floor % 2


def rounded(x, form):
    """The nearest number of a binary format, ties to even. Overflow is an error: none is expected."""
    precision, smallest, overflow = form
    if x == 0:
        return x
    exponent = abs(x.numerator).bit_length() - x.denominator.bit_length()
    if abs(x) < Fraction(2) ** exponent:
        exponent -= 1
    unit = Fraction(2) ** max(exponent - precision + 1, smallest)
    y = rne(x / unit) * unit
    assert abs(y) < Fraction(2) ** overflow
    return y


def bits_of(x):
    """The float32 bit pattern of a Fraction that is one."""
    packed = struct.pack('>f', float(x))
    assert Fraction(struct.unpack('>f', packed)[0]) == x
    return packed.hex()


def from_bits(pattern):
    return Fraction(struct.unpack('>f', pattern.to_bytes(4, 'big'))[0])


def to_scale(s):
    return rounded(min(max(s, FLT_MIN), FLT_MAX), F32)


def codes(bits, signed, symmetric, narrow):
    half = 2 ** (bits - 1)
    if not signed:
        return 0, 2 * half - 1
    return (-half + 1 if narrow else -half), half - 1


def choose(low, high, bits, signed, symmetric, narrow, form=F64):
    """form=None evaluates without any rounding before S becomes a float32."""
    fl = (lambda x: rounded(x, form)) if form else (lambda x: x)
    qmin, qmax = codes(bits, signed, symmetric, narrow)
    low, high = min(low, Fraction(0)), max(high, Fraction(0))
    if symmetric:
        zero = 0 if signed else 2 ** (bits - 1)
        reach = max(-low, high)
        return (to_scale(fl(reach / (qmax - zero))) if reach else Fraction(1)), zero
    if low == high:
        return Fraction(1), max(min(0, qmax), qmin)
    scale = to_scale(fl(fl(high - low) / (qmax - qmin)))
    return scale, min(max(rne(fl(qmax - fl(high / scale))), qmin), qmax)


SPECS = [(b, s, False, False) for b in (1, 2, 3, 4, 5, 6, 7, 8, 16) for s in (False, True)]
SPECS += [(b, False, True, False) for b in (2, 3, 4, 5, 6, 7, 8, 16)]
SPECS += [(b, True, True, n) for b in (2, 3, 4, 5, 6, 7, 8, 16) for n in (False, True)]

TINY, SUBNORMAL = Fraction(1, 2**149), Fraction(1, 2**127)
EDGES = [
    (Fraction(0), Fraction(0)), (Fraction(0), Fraction(1)), (Fraction(-1), Fraction(0)), (Fraction(-1), Fraction(1)),
    (Fraction(3), Fraction(7)), (Fraction(-7), Fraction(-3)), (Fraction(5), Fraction(5)), (Fraction(-5), Fraction(-5)),
    (Fraction(0), TINY), (-TINY, Fraction(0)), (-TINY, TINY), (-SUBNORMAL, SUBNORMAL), (Fraction(0), FLT_MIN * 100),
    (-FLT_MIN * 100, FLT_MIN), (Fraction(0), FLT_MAX), (-FLT_MAX, Fraction(0)), (-FLT_MAX, FLT_MAX), (-FLT_MAX, Fraction(1)),
    (-TINY, FLT_MAX), (Fraction(-128), Fraction(127)), (Fraction(0), Fraction(255)), (Fraction(-1, 2), Fraction(255)),
]


def float_at(rng, low, high):
    exponent = rng.randrange(low, high)
    return rounded(Fraction(rng.randrange(2**23, 2**24)) * Fraction(2) ** (exponent - 23), F32)


def tie_range(rng, bits):
    """q_max - r_max/S = k + 1/2 exactly: S a power of two, so that every term is exact."""
    levels = 2**bits - 1
    k = rng.randrange(0, levels)
    scale = Fraction(2) ** rng.randrange(-20, 20)
    return -scale * (2 * k + 1) / 2, scale * (2 * (levels - k) - 1) / 2


def ranges(rng, bits):
    yield from EDGES
    for _ in range(12):
        yield tie_range(rng, bits)
    for spread in (2, 8, 40, 120):
        for _ in range(4):
            yield -float_at(rng, -spread, spread), float_at(rng, -spread, spread)
    for _ in range(4):
        yield tuple(sorted((float_at(rng, -3, 3), float_at(rng, -3, 3))))
    for _ in range(4):
        yield -float_at(rng, -149, -126), float_at(rng, -149, -115)
    for _ in range(4):
        yield -float_at(rng, 120, 127), float_at(rng, 120, 127)


def main():
    rng = random.Random(7)
    rows, double_rounded, ties = [], 0, 0
    for spec in SPECS:
        for low, high in ranges(rng, spec[0]):
            scale, zero = choose(low, high, *spec)
            double_rounded += (scale, zero) != choose(low, high, *spec, form=None)
            ties += (2 * max(high, Fraction(0)) / scale).denominator == 1 and (max(high, Fraction(0)) / scale).denominator == 2
            numbers = ' '.join(str(int(x)) for x in spec)
            qmin, qmax = codes(*spec)
            rows.append(f'{bits_of(low)} {bits_of(high)} {numbers} {qmin} {qmax} {bits_of(scale)} {zero}')
    out = Path(__file__).with_name('qparams.txt')
    head = '# min max (float32 bits), bits, signed, symmetric, narrow, qmin, qmax, scale (float32 bits), zero point; made by qparams.py\n'
    out.write_text(head + '\n'.join(rows) + '\n')
    print(f'{len(rows)} rows; r_max/S is a tie in {ties}; float64 in between changed the answer in {double_rounded}')


if __name__ == '__main__':
    main()
