#!/usr/bin/env python3
"""Writes log.txt: natural logarithms to 106 bits, as the sum of two float64.

Decimal arithmetic with 80 digits (the decimal module's ln is correctly rounded). Standard library
only: python3 tests/data/golden/log.py
"""
import decimal
import math
import random
import struct
from pathlib import Path

decimal.getcontext().prec = 80


def bits_of(x):
    return struct.pack('>d', x).hex()


def arguments():
    rng = random.Random(8)
    yield float.fromhex('0x1.00008031223cfp+0')  # the largest error that 33 million trials found
    yield from (1.0, 2.0, 0.5, 10.0, math.e, 5e-324, 2.0**-1022, math.nextafter(2.0**-1022, 0), 1.7976931348623157e308)
    for middle in (1.0, math.sqrt(2), math.sqrt(0.5), 2.0, 0.5):  # the logarithm's zero, the ends of the reduction
        for steps in (1, 2, 3, 1000, 2**20, 2**30, 2**40):
            for sign in (-1, 1):
                yield middle * (1 + sign * steps * 2.0**-52)
    for _ in range(100):
        yield rng.uniform(math.sqrt(0.5), math.sqrt(2))
    for _ in range(80):
        yield 1 + rng.choice((-1, 1)) * 2.0 ** -rng.uniform(1, 50)
    for _ in range(80):
        yield math.ldexp(rng.uniform(0.5, 1), rng.randrange(-1073, 1024))
    for _ in range(60):
        yield rng.randrange(1, 10**6) / rng.randrange(1, 10**6)  # ratios of counts, as an entropy observer takes


def main():
    rows = []
    for x in arguments():
        ln = decimal.Decimal(x).ln()
        high = float(ln)
        rows.append(f'{bits_of(x)} {bits_of(high)} {bits_of(float(ln - decimal.Decimal(high)))}')
    head = '# x, ln x = high + low (float64 bits); made by log.py\n'
    Path(__file__).with_name('log.txt').write_text(head + '\n'.join(rows) + '\n')
    print(f'{len(rows)} rows')


if __name__ == '__main__':
    main()
