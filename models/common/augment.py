"""Changes to whole batches of images (float N×C×H×W in [0, 1]), with tensor operations only."""
import torch
import torch.nn.functional as F


def shift(images, most):
    """Moves each image by up to `most` pixels along both axes; what comes in is black."""
    count, _, height, width = images.shape
    padded = F.pad(images, (most, most, most, most))
    windows = padded.unfold(2, height, 1).unfold(3, width, 1)
    y, x = torch.randint(0, 2 * most + 1, (2, count))
    return windows[torch.arange(count), :, y, x]


def flip(images):
    """Mirrors every other image, on average, left to right."""
    chosen = torch.rand(len(images), 1, 1, 1) < 0.5
    return torch.where(chosen, images.flip(3), images)


def affine(images, degrees, scale, shear, move):
    """Turns, scales (by a factor up to `scale` either way), shears and moves (a fraction of half the width)."""
    count = len(images)
    uniform = lambda most: (torch.rand(count) * 2 - 1) * most
    angle = torch.deg2rad(uniform(degrees))
    log_scale = torch.log(torch.tensor(scale))
    wide, high = torch.exp(uniform(log_scale)), torch.exp(uniform(log_scale * 0.3))
    slant = uniform(shear)
    cos, sin = torch.cos(angle), torch.sin(angle)
    # The matrix maps places of the result to places of the source, so a larger factor makes smaller pictures.
    rows = torch.stack([
        torch.stack([cos * wide, (slant * cos - sin) * wide * high, uniform(move)], 1),
        torch.stack([sin * wide, (slant * sin + cos) * wide * high, uniform(move)], 1),
    ], 1)
    grid = F.affine_grid(rows, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)


def stroke(images):
    """Makes bright strokes on black thicker or thinner by up to a pixel and a half, and harder or softer at their edges."""
    amount = torch.rand(len(images), 1, 1, 1) * 2 - 0.7
    thick = F.max_pool2d(images, 3, 1, 1)
    thin = -F.max_pool2d(-images, 3, 1, 1)
    changed = torch.where(amount > 0, images + amount.clamp(0, 1) * (thick - images), images + 0.7 * amount * (images - thin))
    hardness = 1 + torch.rand(len(images), 1, 1, 1) * 1.5
    return ((changed - 0.5) * hardness + 0.5).clamp(0, 1) * (changed > 0.02)
