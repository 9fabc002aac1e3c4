"""Day 41 as a Sequential; shift asks, for every pixel at once, where it comes from; batches come from a generator."""

from contextlib import contextmanager

import torch
from torch import nn


def prepare(train_images, test_images):
    pixels = train_images.double()
    middle = pixels.mean()
    spread = ((pixels - middle) ** 2).mean().sqrt()

    def scaled(images):
        return ((images.double() - middle) / spread).float()[:, None]

    return scaled(train_images), scaled(test_images)


def shift(images, offsets):
    batch, channels, rows, cols = images.shape
    if tuple(offsets.shape) != (batch, 2):
        raise ValueError("one pair of offsets for each picture")
    row = torch.arange(rows) - offsets[:, :1]
    col = torch.arange(cols) - offsets[:, 1:]
    inside = ((row >= 0) & (row < rows))[:, :, None] & ((col >= 0) & (col < cols))[:, None, :]
    pictures = torch.arange(batch)[:, None, None]
    # Picture, row and column stand together only if the channels go last.
    found = images.permute(0, 2, 3, 1)[pictures, row.clamp(0, rows - 1)[:, :, None], col.clamp(0, cols - 1)[:, None, :]]
    paper = images.amin(dim=(1, 2, 3), keepdim=True)
    return torch.where(inside[:, None], found.permute(0, 3, 1, 2), paper).contiguous()


class CNN(nn.Sequential):
    def __init__(self):
        layers = []
        for before, after in ((1, 16), (16, 32)):
            layers += [nn.Conv2d(before, after, kernel_size=3, padding="same"), nn.ReLU(), nn.MaxPool2d(2)]
        super().__init__(*layers, nn.Flatten(), nn.Dropout(), nn.Linear(1568, 10))


@contextmanager
def in_mode(model, training):
    before = model.training
    model.train(training)
    try:
        yield model
    finally:
        model.train(before)


def train_step(model, optimizer, images, labels):
    loss = nn.CrossEntropyLoss()(model.train()(images), labels)
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    for p, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        p.grad = gradient
    optimizer.step()
    return float(loss)


def batches(images, labels, generator, size, reach):
    for rows in torch.randperm(len(images), generator=generator).split(size):
        offsets = torch.randint(-reach, reach + 1, (len(rows), 2), generator=generator)
        yield shift(images[rows], offsets), labels[rows]


def train(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    torch.manual_seed(seed)
    generator = torch.Generator()
    generator.manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), rate, 0.9)

    def one_epoch():
        for x, y in batches(images, labels, generator, batch, reach):
            yield train_step(model, optimizer, x, y) * len(y) / len(labels)

    return [float(sum(one_epoch())) for _ in range(epochs)]


@torch.no_grad()
def predict(model, images, batch=250):
    with in_mode(model, False):
        return torch.cat([model(part).max(dim=1).indices for part in images.split(batch)])
