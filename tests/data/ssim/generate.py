#!/usr/bin/env python3
"""Writes ssim.txt: mean SSIM of made-up images by scikit-image's structural_similarity.

Needs Debian's python3-skimage (made with 0.19.3, SciPy 1.10.1). Run: python3 generate.py > ssim.txt
The images follow from the seed alone; tests/cpp/ssim_test.cpp makes the same ones.
"""

import numpy
from skimage.metrics import structural_similarity

MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)


def make_pair(width, height, seed, noise, step):
    """Ramps with noise, and the same with every byte rounded down to a multiple of step."""
    random = SplitMix64(seed)
    original = numpy.zeros((height, width, 3), numpy.uint8)
    for y in range(height):
        for x in range(width):
            for c in range(3):
                original[y, x, c] = min(255, (3 * x + (c + 2) * y) % 256 + random.next() % noise)
    return original, original // step * step


print("# width height seed noise step | red green blue mean. How it was made: generate.py")
for width, height, seed, noise, step in [
    (11, 11, 1, 40, 64),
    (12, 11, 2, 1, 128),
    (13, 17, 3, 256, 16),
    (64, 48, 4, 20, 32),
    (101, 67, 5, 8, 100),
    (40, 90, 6, 60, 255),
    (33, 33, 7, 30, 1),
]:
    pair = make_pair(width, height, seed, noise, step)
    options = dict(gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255)
    channels = [structural_similarity(pair[0][..., c], pair[1][..., c], **options) for c in range(3)]
    mean = structural_similarity(*pair, channel_axis=-1, **options)
    print(width, height, seed, noise, step, *(format(v, ".17g") for v in [*channels, mean]))
