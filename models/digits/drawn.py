"""
How well digits are read that were drawn with a mouse: strokes of even width and full brightness, fourteen shapes written by hand
below, each in 40 variations of size, slant, place, width and a shaky hand.

    /usr/bin/python3 models/digits/drawn.py
"""
import math
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'tests/data/fake_quant'))
from network import read, run_float  # noqa: E402

PAD = 280


def arc(x, y, wide, high, begin, end, points=24):
    angles = [math.radians(begin + (end - begin) * i / points) for i in range(points + 1)]
    return [(x + wide * math.cos(a), y + high * math.sin(a)) for a in angles]


# (digit, strokes) in a unit square, y downwards.
SHAPES = [
    (0, [arc(.5, .5, .25, .4, 0, 360)]),
    (1, [[(.5, .1), (.5, .9)]]),
    (1, [[(.35, .25), (.52, .1), (.52, .9)]]),
    (2, [arc(.5, .32, .25, .22, 180, 380) + [(.25, .9), (.78, .9)]]),
    (3, [arc(.48, .3, .24, .2, 200, 450) + arc(.48, .7, .27, .2, 270, 520)]),
    (4, [[(.6, .9), (.6, .1), (.2, .62), (.8, .62)]]),
    (4, [[(.3, .1), (.27, .5), (.75, .5)], [(.7, .12), (.68, .9)]]),
    (5, [[(.75, .1), (.32, .1), (.3, .45)] + arc(.48, .65, .26, .24, 230, 500)]),
    (6, [[(.65, .1), (.4, .35)] + arc(.5, .68, .22, .22, 180, 540)]),
    (7, [[(.22, .12), (.78, .12), (.42, .9)]]),
    (7, [[(.22, .12), (.78, .12), (.42, .9)], [(.35, .5), (.7, .5)]]),
    (8, [arc(.5, .3, .2, .2, 90, 450), arc(.5, .7, .25, .2, -90, 270)]),
    (9, [arc(.5, .32, .22, .22, 0, 360) + [(.72, .32), (.66, .9)]]),
    (9, [arc(.5, .32, .22, .22, 0, 360) + [(.72, .32), (.72, .7)] + arc(.5, .7, .22, .2, 0, 120)]),
]


def draw(strokes, random):
    """28 × 28 values in [0, 1]."""
    picture = Image.new('L', (PAD, PAD))
    pen = ImageDraw.Draw(picture)
    width, size, slant = random.randint(14, 34), random.uniform(0.55, 0.95), random.uniform(-0.2, 0.2)
    place = random.uniform(-0.1, 0.1, 2)
    turn = size * np.array([[math.cos(slant), -math.sin(slant)], [math.sin(slant), math.cos(slant)]])
    for stroke in strokes:
        points = np.array(stroke) - 0.5 + random.normal(0, 0.008, (len(stroke), 2))
        points = (points @ turn.T + 0.5 + place) * PAD
        pen.line([tuple(p) for p in points], fill=255, width=width, joint='curve')
        for x, y in (points[0], points[-1]):
            pen.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=255)
    return np.asarray(picture.resize((28, 28), Image.BOX), np.float32) / 255


if __name__ == '__main__':
    network = read(HERE / 'digits.onnx')
    random = np.random.RandomState(0)
    right = count = 0
    for digit, strokes in SHAPES:
        images = torch.from_numpy(np.stack([draw(strokes, random) for _ in range(40)])[:, None])
        answers = run_float(network, images)[network[2]].argmax(1).tolist()
        right, count = right + answers.count(digit), count + len(answers)
        if answers.count(digit) < len(answers):
            print(f'{digit} was read as {sorted(a for a in answers if a != digit)}')
    print(f'{right} of {count} drawn digits are read')
