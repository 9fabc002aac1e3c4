"""Day 41, worked: prepare, shift, a network, and the two modes in which it lives."""

import torch
from torch import nn
from torch.nn import functional


def prepare(train_images, test_images):
    x_train, x_test = train_images.float()[:, None], test_images.float()[:, None]
    # Two numbers, and the training digits alone decide them. correction=0, because PyTorch divides by one less.
    mean, spread = x_train.mean(), x_train.std(correction=0)
    return (x_train - mean) / spread, (x_test - mean) / spread


def shift(images, offsets):
    batch, _, rows, cols = images.shape
    if offsets.shape != (batch, 2):
        raise ValueError(f"offsets has shape {list(offsets.shape)}, expected [{batch}, 2]: one pair a picture")
    # Ask each pixel where it comes from: moving down by 2 means that row 5 shows what was in row 3.
    row = torch.arange(rows)[None, :, None] - offsets[:, 0, None, None]
    col = torch.arange(cols)[None, None, :] - offsets[:, 1, None, None]
    inside = (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
    picture = torch.arange(batch)[:, None, None]
    # The index arrays stand around a slice, so the channels come last: put them back in their place.
    # % keeps every index in the frame; what comes in on the other side by it is not `inside`, and is painted over.
    moved = images[picture, :, row % rows, col % cols].movedim(-1, 1)
    return torch.where(inside[:, None], moved, images.amin(dim=(1, 2, 3), keepdim=True))


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 16, kernel_size=3, padding=1)
        self.second = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        # A module, so that train() and eval() reach it.
        self.dropout = nn.Dropout(0.5)
        self.linear = nn.Linear(32 * 7 * 7, 10)

    def forward(self, images):
        x = functional.max_pool2d(functional.relu(self.first(images)), 2)
        x = functional.max_pool2d(functional.relu(self.second(x)), 2)
        # Logits: cross_entropy takes the softmax itself.
        return self.linear(self.dropout(x.flatten(1)))


def train_step(model, optimizer, images, labels):
    model.train()
    loss = functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    # item() lets go of the graph; a tensor would keep it alive in the caller's list.
    return loss.item()


def train(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    # One optimizer for all steps: it carries the velocity from one to the next.
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    history = []
    for _ in range(epochs):
        total = 0.0
        for rows in torch.randperm(len(images), generator=generator).split(batch):
            offsets = torch.randint(-reach, reach + 1, (len(rows), 2), generator=generator)
            loss = train_step(model, optimizer, shift(images[rows], offsets), labels[rows])
            total += loss * len(rows)
        history.append(total / len(images))
    return history


def predict(model, images, batch=250):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        predicted = torch.cat([model(part).argmax(dim=1) for part in images.split(batch)])
    model.train(was_training)
    return predicted
