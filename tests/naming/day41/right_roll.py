"""Day 41 with roll and a mask, an nn.Module that is one call long, and recursion over the epochs."""

from functools import partial, reduce

import torch
import torch.nn as nn


def prepare(train_images, test_images):
    n = train_images.numel()
    total = int(train_images.sum(dtype=torch.int64))
    squares = int((train_images.long() ** 2).sum())
    mean = total / n
    spread = (squares / n - mean**2) ** 0.5
    scale = lambda images: (
        torch.sub(images.to(torch.float32), mean).div_(spread).view(len(images), 1, *images.shape[1:])
    )
    return scale(train_images), scale(test_images)


def shift(images, offsets):
    if offsets.ndim != 2 or offsets.size(1) != 2 or offsets.size(0) != images.size(0):
        raise ValueError("offsets: [batch, 2]")
    out = images.clone()
    for picture, original, (down, right) in zip(out, images, offsets.tolist(), strict=True):
        paper = original.min()
        picture.copy_(original.roll((down, right), dims=(1, 2)))
        _, rows, cols = picture.shape
        picture[:, : max(0, down)] = paper
        picture[:, max(0, rows + min(down, 0)) :] = paper
        picture[:, :, : max(0, right)] = paper
        picture[:, :, max(0, cols + min(right, 0)) :] = paper
    return out


class CNN(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        conv = partial(nn.Conv2d, kernel_size=(3, 3), stride=1, padding=(1, 1))
        self.look, self.combine, self.decide = conv(1, 16), conv(16, 32), nn.Linear(7 * 7 * 32, 10)

    def forward(self, images):
        steps = [
            self.look,
            torch.relu,
            partial(torch.max_pool2d, kernel_size=2),
            self.combine,
            torch.relu,
            partial(torch.max_pool2d, kernel_size=2),
            lambda x: x.view(len(x), -1),
            lambda x: x * (torch.rand_like(x) < 0.5) * 2 if self.training else x,
            self.decide,
        ]
        return reduce(lambda x, step: step(x), steps, images)


def train_step(model, optimizer, images, labels):
    losses = []

    def closure():
        optimizer.zero_grad(set_to_none=False)
        losses.append(-model(images).log_softmax(dim=-1)[torch.arange(len(labels)), labels].mean())
        losses[-1].backward()
        return losses[-1]

    model.train()
    optimizer.step(closure)
    return losses[0].detach().numpy().item()


class Trainer:
    def __init__(self, model, seed, batch, rate, reach):
        torch.manual_seed(seed)
        self.model, self.batch, self.reach = model, batch, reach
        self.generator = torch.Generator().manual_seed(seed)
        self.optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)

    def __call__(self, images, labels):
        """One epoch."""
        order = torch.randperm(len(images), generator=self.generator)
        sums = []
        for rows in torch.split(order, self.batch):
            to = torch.randint(-self.reach, self.reach + 1, (rows.shape[0], 2), generator=self.generator)
            loss = train_step(self.model, self.optimizer, shift(images[rows], to), labels[rows])
            sums.append(loss * rows.shape[0])
        return sum(sums) / order.shape[0]


def train(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    trainer = Trainer(model, seed, batch, rate, reach)

    def rest(epochs):
        return [trainer(images, labels), *rest(epochs - 1)] if epochs else []

    return rest(epochs)


def predict(model, images, batch=250):
    mode = model.training
    model.eval()
    found = torch.zeros(len(images), dtype=torch.long)
    for first in range(0, len(images), batch):
        with torch.set_grad_enabled(False):
            scores = model(images[first : first + batch])
        found[first : first + batch] = scores.argmax(1)
    if mode:
        model.train()
    return found
