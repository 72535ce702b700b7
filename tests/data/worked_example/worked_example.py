#!/usr/bin/env python3
"""Writes expected.txt and section.md: the worked example of quantization.md by exact rational arithmetic.

Every operation is done on fractions and rounded once to the precision that the document names; no floating point of the
machine and nothing of the library. Standard library only: python3 tests/data/worked_example/worked_example.py
"""
import sys
from fractions import Fraction as Q
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'golden'))
from qparams import F32, choose, rne, rounded  # noqa: E402


def fl(x):
    return rounded(Q(x), F32)


INPUT = [[Q(0), Q('0.5'), Q(1)], [Q('1.5'), Q(2), Q('2.5')], [Q('-0.5'), Q('0.25'), Q('0.75')]]
FILTER = [[Q('0.5'), Q(-1)], [Q('0.25'), Q('0.75')]]
BIAS = fl(Q('0.1'))
PLACES = [(y, x) for y in range(2) for x in range(2)]
TAPS = PLACES


def float_convolution(y, x):
    """Begins with the bias, taps in ascending order, each operation rounded to float32 (section 12)."""
    total = BIAS
    for i, j in TAPS:
        total = fl(total + fl(INPUT[y + i][x + j] * FILTER[i][j]))
    return total


def qparams(values):
    """Unsigned, 8 bits, affine, from the smallest and the largest value."""
    return choose(min(values), max(values), 8, False, False, False)


def quantize(r, scale, zero):
    return min(max(rne(fl(r / scale)) + zero, 0), 255)


def flat(rows):
    return [v for row in rows for v in row]


def decimal(x, digits=9):
    """With as many digits as tell float32 apart, without trailing zeros."""
    return f'{float(x):.{digits}g}'


def sign(n):
    return f'−{-n}' if n < 0 else str(n)


def shown(x, digits=9):
    return decimal(x, digits).replace('-', '−')


REAL = [float_convolution(y, x) for y, x in PLACES]
SX, ZX = qparams(flat(INPUT))
SW, ZW = qparams(flat(FILTER))
SY, ZY = qparams(REAL)
QX = [[quantize(v, SX, ZX) for v in row] for row in INPUT]
QW = [[quantize(v, SW, ZW) for v in row] for row in FILTER]
PRODUCT = fl(SX * SW)
BQ = rne(fl(BIAS / PRODUCT))
M = fl(PRODUCT / SY)
SUMS = [sum((QX[y + i][x + j] - ZX) * (QW[i][j] - ZW) for i, j in TAPS) for y, x in PLACES]
ACC = [s + BQ for s in SUMS]
STEPS = [fl(fl(a) * M) for a in ACC]
QY = [min(max(rne(s), 0 - ZY), 255 - ZY) + ZY for s in STEPS]
RY = [fl(SY * (q - ZY)) for q in QY]


def matrix(rows):
    return '[' + ', '.join('[' + ', '.join(sign(v) for v in row) + ']' for row in rows) + ']'


def expected():
    lines = ['# Written by worked_example.py. Floats are exact decimal fractions of float32 numbers.']
    exact = lambda v: f'{float(v):.17g}'
    for name, scale, zero in (('x', SX, ZX), ('w', SW, ZW), ('y', SY, ZY)):
        lines.append(f'qparams_{name} {exact(scale)} {zero}')
    lines += [f'codes_x {" ".join(map(str, flat(QX)))}', f'codes_w {" ".join(map(str, flat(QW)))}', f'bias {BQ}', f'multiplier {exact(M)}',
              f'accumulators {" ".join(map(str, ACC))}', f'codes_y {" ".join(map(str, QY))}',
              f'dequantized {" ".join(map(exact, RY))}', f'float {" ".join(map(exact, REAL))}']
    return '\n'.join(lines) + '\n'


def terms(k):
    y, x = PLACES[k]
    parts = []
    for i, j in TAPS:
        a, b = QX[y + i][x + j] - ZX, QW[i][j] - ZW
        factor = lambda n: sign(n) if n >= 0 else f'({sign(n)})'
        parts.append(f'{factor(a)}·{factor(b)}')
    return ' + '.join(parts)


def section():
    lines = ['| | range | S | Z |', '|---|---|---|---|']
    for name, values, scale, zero in (('input', flat(INPUT), SX, ZX), ('filter', flat(FILTER), SW, ZW), ('output', REAL, SY, ZY)):
        lines.append(f'| {name} | [{shown(min(values))}, {shown(max(values))}] | {shown(scale)} | {zero} |')
    lines += ['', '```', f'q_x = {matrix(QX)}', f'q_w = {matrix(QW)}',
              f'q_x − Z_x = {matrix([[v - ZX for v in row] for row in QX])}', f'q_w − Z_w = {matrix([[v - ZW for v in row] for row in QW])}',
              f'S_x·S_w = {shown(PRODUCT)},   b_q = rne({shown(fl(BIAS / PRODUCT))}) = {sign(BQ)},   M = {shown(M)}', '```', '',
              '| output | Σ (q_x − Z_x)(q_w − Z_w) | acc | fl(acc)·M | q_y | r̂ | in float | difference |', '|---|---|---|---|---|---|---|---|']
    for k, (y, x) in enumerate(PLACES):
        lines.append(f'| ({y}, {x}) | {terms(k)} = {sign(SUMS[k])} | {sign(ACC[k])} | {shown(STEPS[k])} | {QY[k]} | {shown(RY[k])} | {shown(REAL[k])} | {shown(RY[k] - REAL[k], 3)} |')
    return '\n'.join(lines) + '\n'


if __name__ == '__main__':
    (HERE / 'expected.txt').write_text(expected())
    (HERE / 'section.md').write_text(section())
