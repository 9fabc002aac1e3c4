"""Day 41 as most people would write it: modules as members, a loop over the pictures, a loop over the batches."""

import torch
import torch.nn.functional as F
from torch import nn


def prepare(train_images, test_images):
    train = train_images.float()
    test = test_images.float()
    mean = train.mean()
    std = train.std(correction=0)
    return ((train - mean) / std).unsqueeze(1), ((test - mean) / std).unsqueeze(1)


def shift(images, offsets):
    if offsets.shape != (len(images), 2):
        raise ValueError(f"offsets of shape {tuple(offsets.shape)} for {len(images)} pictures")
    rows, cols = images.shape[2:]
    moved = torch.empty_like(images, memory_format=torch.contiguous_format)
    for i in range(len(images)):
        down, right = (int(n) for n in offsets[i])
        moved[i] = images[i].min()
        if abs(down) < rows and abs(right) < cols:
            kept = images[i][:, max(0, -down) : rows - max(0, down), max(0, -right) : cols - max(0, right)]
            moved[i][:, max(0, down) : rows + min(0, down), max(0, right) : cols + min(0, right)] = kept
    return moved


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.dropout = nn.Dropout(0.5)
        self.linear = nn.Linear(32 * 7 * 7, 10)

    def forward(self, images):
        x = self.pool(F.relu(self.conv1(images)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = self.dropout(x)
        return self.linear(x)


def train_step(model, optimizer, images, labels):
    model.train()
    optimizer.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def train(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    losses = []
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=generator)
        total = 0.0
        for start in range(0, len(images), batch):
            rows = order[start : start + batch]
            offsets = torch.randint(-reach, reach + 1, (len(rows), 2), generator=generator)
            total += train_step(model, optimizer, shift(images[rows], offsets), labels[rows]) * len(rows)
        losses.append(total / len(images))
    return losses


def predict(model, images, batch=250):
    was_training = model.training
    model.eval()
    answers = []
    with torch.no_grad():
        for start in range(0, len(images), batch):
            answers.append(model(images[start : start + batch]).argmax(dim=1))
    model.train(was_training)
    return torch.cat(answers)
