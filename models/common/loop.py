"""The training loop of all three networks. A run is set by its seed alone and goes on after an interruption."""
import argparse
import json
import time
from pathlib import Path

import torch
import torch.nn.functional as F


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', type=Path, help='folder for checkpoints and the log; a run found there goes on')
    parser.add_argument('--stop-after', type=int, help='end after so many epochs in all, leaving a checkpoint')
    parser.add_argument('--export', type=Path, help='write the finished network to this ONNX file')
    parser.add_argument('--threads', type=int, default=1)
    return parser.parse_args()


def rate_at(step, per_epoch, epochs, peak, decay):
    """The learning rate: a warm-up of half an epoch, then level, then down to zero over the last `decay` of the run."""
    warm, total = per_epoch // 2, epochs * per_epoch
    if step < warm:
        return peak * (step + 1) / warm
    return peak * min(1.0, (total - step) / (total * decay))


def as_input(images):
    return (images.float() / 255).contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def accuracy(net, images, labels, batch=500):
    net.eval()
    right = sum((net(as_input(images[i:i + batch])).argmax(1) == labels[i:i + batch]).sum().item()
                for i in range(0, len(images), batch))
    return right / len(images)


def train(make, train_set, validation, augment, groups, *, seed, epochs, rate, decay=0.35, batch=128, smoothing=0.0):
    """
    Trains make() and returns it.
    augment: changes a float batch; groups: parameter groups of a network for the optimizer.
    """
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(seed)
    net = make().to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(groups(net), lr=rate, momentum=0.9, nesterov=True)
    images, labels = train_set
    per_epoch = len(images) // batch
    out = options.out
    first = 0
    if out:
        out.mkdir(parents=True, exist_ok=True)
    if out and (out / 'last.pt').exists():
        saved = torch.load(out / 'last.pt')
        net.load_state_dict(saved['net'])
        optimizer.load_state_dict(saved['optimizer'])
        first = saved['epoch']
    for epoch in range(first, min(epochs, options.stop_after or epochs)):
        # Seeded anew for each epoch, so that a run that goes on draws what an uninterrupted one would.
        torch.manual_seed(seed * 1000 + epoch)
        start, total = time.time(), 0.0
        net.train()
        order = torch.randperm(len(images))
        for index in range(per_epoch):
            for group in optimizer.param_groups:
                group['lr'] = rate_at(epoch * per_epoch + index, per_epoch, epochs, rate, decay)
            chosen = order[index * batch:(index + 1) * batch]
            x = augment(images[chosen].float() / 255).contiguous(memory_format=torch.channels_last)
            loss = F.cross_entropy(net(x), labels[chosen], label_smoothing=smoothing)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += loss.item()
        line = {'epoch': epoch + 1, 'loss': round(total / per_epoch, 5), 'validation': accuracy(net, *validation),
                'seconds': round(time.time() - start, 1)}
        print(json.dumps(line), flush=True)
        if out:
            with open(out / 'log.jsonl', 'a') as log:
                log.write(json.dumps(line) + '\n')
            torch.save({'net': net.state_dict(), 'optimizer': optimizer.state_dict(), 'epoch': epoch + 1}, out / 'new.pt')
            (out / 'new.pt').replace(out / 'last.pt')
    net.eval()
    if options.export:
        from export import export
        export(net, images[:1].shape, options.export)
    return net
