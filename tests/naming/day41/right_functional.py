"""Day 41 with functional calls: padding cut to size for the shift, pooling by reshaping, cross-entropy by hand."""

import torch
from torch import nn
from torch.nn import functional


def prepare(train_images, test_images):
    spread, mean = torch.std_mean(train_images.to(torch.float64), correction=0)
    return tuple(
        images.to(torch.float64).sub(mean).div(spread).to(torch.float32).reshape(-1, 1, *images.shape[1:])
        for images in (train_images, test_images)
    )


def shift(images, offsets):
    match tuple(offsets.shape):
        case (n, 2) if n == len(images):
            pass
        case other:
            raise ValueError(f"{other} is not [batch, 2]")
    rows, cols = images.shape[-2:]

    def moved(picture, down, right):
        down, right = max(-rows, min(rows, down)), max(-cols, min(cols, right))
        wide = functional.pad(picture, (cols, cols, rows, rows), value=picture.min().item())
        return wide.narrow(1, rows - down, rows).narrow(2, cols - right, cols)

    return torch.stack([moved(picture, *pair) for picture, pair in zip(images, offsets.tolist(), strict=True)])


def halved(x):
    """2x2 max pooling."""
    n, channels, rows, cols = x.shape
    return x.reshape(n, channels, rows // 2, 2, cols // 2, 2).amax(dim=(3, 5))


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.filters = nn.ModuleList([nn.Conv2d(1, 16, 3), nn.Conv2d(16, 32, 3)])
        self.last = nn.Linear(1568, 10)

    def forward(self, images):
        for convolution in self.filters:
            images = functional.conv2d(images, convolution.weight, convolution.bias, padding=1)
            images = halved(images.clamp(min=0))
        features = functional.dropout(images.flatten(start_dim=1), p=0.5, training=self.training)
        return functional.linear(features, self.last.weight, self.last.bias)


def train_step(model, optimizer, images, labels):
    model.train(True)
    for group in optimizer.param_groups:
        for p in group["params"]:
            p.grad = None
    logits = model(images)
    costs = torch.logsumexp(logits, dim=1) - logits.gather(1, labels[:, None])[:, 0]
    costs.mean().backward()
    optimizer.step()
    return costs.detach().mean().item()


def train(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    torch.manual_seed(seed)
    draw = torch.Generator().manual_seed(seed)
    descent = torch.optim.SGD([{"params": list(model.parameters())}], lr=rate, momentum=0.9)
    history = []
    while len(history) < epochs:
        left = torch.randperm(len(labels), generator=draw)
        losses = torch.zeros(len(labels), dtype=torch.float64)
        while len(left):
            now, left = left[:batch], left[batch:]
            moves = torch.randint(-reach, reach + 1, (now.numel(), 2), generator=draw)
            losses[now] = train_step(model, descent, shift(images[now], moves), labels[now])
        history.append(losses.mean().item())
    return history


def predict(model, images, batch=250):
    mode = model.training
    try:
        with torch.inference_mode():
            answers = [torch.argmax(model.eval()(images[i : i + batch]), 1) for i in range(0, images.shape[0], batch)]
    finally:
        model.train(mode)
    return torch.hstack(answers).clone()
