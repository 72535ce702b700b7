"""The data sets, as uint8 tensors N×C×H×W with their labels, from the private prefix of the set-up."""
import gzip
import json
import subprocess
from pathlib import Path

import numpy as np
import torch
from PIL import Image

HERE = Path(__file__).resolve().parent


def folder(name):
    """Where `node tools/setup.mjs --data` put a set."""
    found = subprocess.run(['node', str(HERE / 'where.mjs'), name], capture_output=True, text=True)
    if found.returncode:
        raise SystemExit(found.stderr.strip())
    return Path(found.stdout.strip())


def read_idx(path):
    """An IDX file of bytes as an array; `path` may end in .gz."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == '.gz' else path.read_bytes()
    if raw[:3] != b'\0\0\x08':
        raise SystemExit(f'{path} is not an IDX file of bytes.')
    axes = np.frombuffer(raw, '>u4', raw[3], 4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(axes)


def write_idx(path, array):
    """Writes bytes as an IDX .gz file; the same array gives the same file."""
    head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, '>u4').tobytes()
    path.write_bytes(gzip.compress(head + array.astype(np.uint8).tobytes(), 9, mtime=0))


def _idx(name, split, ending):
    top = folder(name)
    part = {'train': 'train', 'test': 't10k'}[split]
    return read_idx(top / f'{part}-images-idx3-ubyte{ending}')[:, None], read_idx(top / f'{part}-labels-idx1-ubyte{ending}')


def _cifar(split):
    # One image a row of a PNG sheet, its 1,024 RGB pixels in reading order.
    top = folder('cifar10')
    names = {'train': [f'data_batch_{i}.png' for i in range(1, 6)], 'test': ['test_batch.png']}[split]
    sheets = [np.asarray(Image.open(top / name).convert('RGB')) for name in names]
    images = np.concatenate(sheets).reshape(-1, 32, 32, 3).transpose(0, 3, 1, 2)
    labels = json.loads((top / f'{split}_lables.json').read_text())
    return images, np.array(labels, np.uint8)


def load(name, split):
    """(images, labels) of 'mnist', 'fashion-mnist' or 'cifar10', split 'train' or 'test'."""
    if name == 'cifar10':
        images, labels = _cifar(split)
    else:
        images, labels = _idx(name, split, '.gz' if name == 'fashion-mnist' else '')
    return torch.from_numpy(np.array(images, order='C')), torch.from_numpy(labels.astype(np.int64))


def hold_out(images, labels, count=2000, seed=1):
    """((train images, labels), (validation images, labels)): `count` of the training split, chosen by seed."""
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))
    kept, held = order[count:], order[:count]
    return (images[kept], labels[kept]), (images[held], labels[held])
