"""Day 41's mistakes, spelt as a learner would."""

# Pictures


@variant("learns_from_the_test_digits", of="right_plain")
def prepare(train_images, test_images):
    everything = torch.cat([train_images, test_images]).float()
    everything = (everything - everything.mean()) / everything.std(unbiased=False)
    everything = everything.unsqueeze(1)
    return everything[: len(train_images)], everything[len(train_images) :]


@variant("learns_from_the_test_digits", of="right_sequential")
def prepare(train_images, test_images):
    both = torch.vstack((train_images, test_images)).double()
    m, s = both.mean(), both.var(correction=0).sqrt()
    return tuple(((images - m) / s).float()[:, None] for images in (train_images, test_images))


@variant("scales_each_set_by_itself", of="right_plain")
def prepare(train_images, test_images):
    def normalise(images):
        x = images.float().unsqueeze(1)
        return (x - x.mean()) / x.std(correction=0)

    return normalise(train_images), normalise(test_images)


@variant("scales_each_set_by_itself", of="right_functional")
def prepare(train_images, test_images):
    out = []
    for images in (train_images, test_images):
        spread, mean = torch.std_mean(images.double(), correction=0)
        out.append(((images.double() - mean) / spread)[:, None].float())
    return tuple(out)


@variant("counts_one_pixel_less", of="right_plain")
def prepare(train_images, test_images):
    mean, std = train_images.float().mean(), train_images.float().std()
    return ((train_images - mean) / std)[:, None], ((test_images - mean) / std)[:, None]


@variant("counts_one_pixel_less", of="right_roll")
def prepare(train_images, test_images):
    x = train_images.double()
    mean = x.mean()
    std = torch.sqrt(torch.sum((x - mean) ** 2) / (x.numel() - 1))
    return tuple(images.double().sub(mean).div(std).float().unsqueeze(1) for images in (train_images, test_images))


# Shifted pictures


@variant("comes_in_on_the_other_side", of="right_plain")
def shift(images, offsets):
    if offsets.shape != (len(images), 2):
        raise ValueError("one pair a picture")
    moved = [torch.roll(images[i], offsets[i].tolist(), dims=(1, 2)) for i in range(len(images))]
    return torch.stack(moved)


@variant("comes_in_on_the_other_side", of="right_sequential")
def shift(images, offsets):
    batch, _, rows, cols = images.shape
    if tuple(offsets.shape) != (batch, 2):
        raise ValueError("one pair a picture")
    row = (torch.arange(rows) - offsets[:, :1]) % rows
    col = (torch.arange(cols) - offsets[:, 1:]) % cols
    n = torch.arange(batch)
    return (
        images.permute(0, 2, 3, 1)[n[:, None, None], row[:, :, None], col[:, None, :]].permute(0, 3, 1, 2).contiguous()
    )


@variant("moves_all_pictures_alike", of="right_plain")
def shift(images, offsets):
    if offsets.shape != (len(images), 2):
        raise ValueError("one pair a picture")
    rows, cols = images.shape[2:]
    down, right = offsets[0].tolist()
    moved = images.amin(dim=(1, 2, 3), keepdim=True).expand_as(images).clone()
    for r in range(rows):
        for c in range(cols):
            if 0 <= r - down < rows and 0 <= c - right < cols:
                moved[:, :, r, c] = images[:, :, r - down, c - right]
    return moved


@variant("moves_all_pictures_alike", of="right_functional")
def shift(images, offsets):
    if tuple(offsets.shape) != (len(images), 2):
        raise ValueError("one pair a picture")
    rows, cols = images.shape[-2:]
    down, right = offsets.tolist()[0]
    down, right = max(-rows, min(rows, down)), max(-cols, min(cols, right))
    paper = images.flatten(1).min(dim=1).values[:, None, None, None]
    wide = functional.pad(images - paper, (cols, cols, rows, rows))
    return wide[:, :, rows - down : 2 * rows - down, cols - right : 2 * cols - right] * 1 + paper


@variant("takes_down_for_right", of="right_plain")
def shift(images, offsets):
    if offsets.shape != (len(images), 2):
        raise ValueError("one pair a picture")
    rows, cols = images.shape[2:]
    moved = torch.empty_like(images, memory_format=torch.contiguous_format)
    for i in range(len(images)):
        right, down = (int(n) for n in offsets[i])
        moved[i] = images[i].min()
        for r in range(max(0, down), min(rows, rows + down)):
            for c in range(max(0, right), min(cols, cols + right)):
                moved[i, :, r, c] = images[i, :, r - down, c - right]
    return moved


@variant("takes_down_for_right", of="right_sequential")
def shift(images, offsets):
    batch, _, rows, cols = images.shape
    if tuple(offsets.shape) != (batch, 2):
        raise ValueError("one pair a picture")
    row = torch.arange(rows)[None] - offsets[:, 1, None]
    col = torch.arange(cols)[None] - offsets[:, 0, None]
    inside = ((row >= 0) & (row < rows))[:, :, None] & ((col >= 0) & (col < cols))[:, None, :]
    n = torch.arange(batch)[:, None, None]
    found = images.permute(0, 2, 3, 1)[n, row.clamp(0, rows - 1)[:, :, None], col.clamp(0, cols - 1)[:, None, :]]
    return torch.where(inside[:, None], found.permute(0, 3, 1, 2), images.amin(dim=(1, 2, 3), keepdim=True))


@variant("moves_the_other_way", of="right_plain")
def shift(images, offsets):
    if offsets.shape != (len(images), 2):
        raise ValueError("one pair a picture")
    rows, cols = images.shape[2:]
    moved = torch.empty_like(images, memory_format=torch.contiguous_format)
    for i, (down, right) in enumerate(offsets.tolist()):
        moved[i] = images[i].min()
        for r in range(rows):
            for c in range(cols):
                if 0 <= r + down < rows and 0 <= c + right < cols:
                    moved[i, :, r, c] = images[i, :, r + down, c + right]
    return moved


@variant("moves_the_other_way", of="right_roll")
def shift(images, offsets):
    if offsets.ndim != 2 or offsets.size(1) != 2 or offsets.size(0) != images.size(0):
        raise ValueError("one pair a picture")
    out = torch.zeros_like(images)
    rows, cols = images.shape[-2:]
    for picture, original, (down, right) in zip(out, images, offsets):
        picture.fill_(original.min())
        if abs(down) >= rows or abs(right) >= cols:
            continue
        source = original[:, max(down, 0) : rows + min(down, 0), max(right, 0) : cols + min(right, 0)]
        picture[:, max(-down, 0) : rows + min(-down, 0), max(-right, 0) : cols + min(-right, 0)] = source
    return out


@variant("fills_with_nought", of="right_plain")
def shift(images, offsets):
    if offsets.shape != (len(images), 2):
        raise ValueError("one pair a picture")
    rows, cols = images.shape[2:]
    moved = torch.zeros(images.shape, dtype=images.dtype)
    for i in range(len(images)):
        down, right = offsets[i].tolist()
        for r in range(rows):
            for c in range(cols):
                if 0 <= r - down < rows and 0 <= c - right < cols:
                    moved[i, :, r, c] = images[i, :, r - down, c - right]
    return moved


@variant("fills_with_nought", of="right_functional")
def shift(images, offsets):
    if tuple(offsets.shape) != (len(images), 2):
        raise ValueError("one pair a picture")
    rows, cols = images.shape[-2:]
    out = []
    for picture, (down, right) in zip(images, offsets.tolist()):
        down, right = max(-rows, min(rows, down)), max(-cols, min(cols, right))
        wide = functional.pad(picture, (cols, cols, rows, rows))
        out.append(wide[:, rows - down : 2 * rows - down, cols - right : 2 * cols - right])
    return torch.stack(out)


# The network


@variant("returns_probabilities", of="right_plain")
class CNN(CNN):
    def forward(self, images):
        return super().forward(images).softmax(dim=1)


@variant("returns_probabilities", of="right_sequential")
class CNN(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 16, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.5),
            nn.Linear(1568, 10),
            nn.Softmax(dim=-1),
        )


@variant("drops_out_at_test", of="right_functional")
class CNN(CNN):
    def forward(self, images):
        for convolution in self.filters:
            images = halved(functional.conv2d(images, convolution.weight, convolution.bias, padding=1).relu())
        return self.last(functional.dropout(images.flatten(1)))


@variant("drops_out_at_test", of="right_plain")
class CNN(CNN):
    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.dropout(x.flatten(1), 0.5)
        return self.linear(x)


@variant("never_drops_out", of="right_plain")
class CNN(CNN):
    def forward(self, images):
        x = self.pool(F.relu(self.conv1(images)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.linear(x.reshape(len(x), -1))


@variant("never_drops_out", of="right_sequential")
class CNN(nn.Sequential):
    def __init__(self):
        layers = []
        for before, after in ((1, 16), (16, 32)):
            layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        super().__init__(*layers, nn.Flatten(), nn.Linear(1568, 10))


@variant("forgets_a_relu", of="right_plain")
class CNN(CNN):
    def forward(self, images):
        x = self.pool(F.relu(self.conv1(images)))
        x = self.pool(self.conv2(x))
        return self.linear(self.dropout(torch.flatten(x, 1)))


@variant("forgets_a_relu", of="right_sequential")
class CNN(nn.Sequential):
    def __init__(self):
        one, two = nn.Conv2d(1, 16, 3, padding=1), nn.Conv2d(16, 32, 3, padding=1)
        pool = nn.MaxPool2d(2)
        super().__init__(one, nn.ReLU(), pool, two, pool, nn.Flatten(), nn.Dropout(), nn.Linear(1568, 10))


# One step


@variant("takes_softmax_before_cross_entropy", of="right_plain")
def train_step(model, optimizer, images, labels):
    model.train()
    optimizer.zero_grad()
    probabilities = F.softmax(model(images), dim=1)
    loss = F.cross_entropy(probabilities, labels)
    loss.backward()
    optimizer.step()
    return loss.item()


@variant("takes_softmax_before_cross_entropy", of="right_functional")
def train_step(model, optimizer, images, labels):
    model.train()
    optimizer.zero_grad()
    e = model(images).exp()
    p = e / e.sum(dim=1, keepdim=True)
    costs = torch.logsumexp(p, dim=1) - p.gather(1, labels[:, None]).squeeze(1)
    costs.mean().backward()
    optimizer.step()
    return float(costs.mean())


@variant("keeps_old_gradients", of="right_plain")
def train_step(model, optimizer, images, labels):
    model.train()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


@variant("keeps_old_gradients", of="right_sequential")
def train_step(model, optimizer, images, labels):
    model.train()
    loss = nn.CrossEntropyLoss()(model(images), labels)
    parameters = list(model.parameters())
    for p, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
        p.grad = gradient if p.grad is None else p.grad + gradient
    optimizer.step()
    return float(loss)


@variant("clears_after_backward", of="right_plain")
def train_step(model, optimizer, images, labels):
    model.train()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


@variant("clears_after_backward", of="right_roll")
def train_step(model, optimizer, images, labels):
    model.train()
    loss = -model(images).log_softmax(dim=-1)[torch.arange(len(labels)), labels].mean()
    loss.backward()
    for p in model.parameters():
        p.grad = torch.zeros_like(p)
    optimizer.step()
    return loss.item()


@variant("trains_in_the_mode_it_finds", of="right_plain")
def train_step(model, optimizer, images, labels):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


@variant("trains_in_the_mode_it_finds", of="right_roll")
def train_step(model, optimizer, images, labels):
    before = model.training
    optimizer.zero_grad()
    loss = nn.CrossEntropyLoss()(model(images), labels)
    loss.backward()
    optimizer.step()
    model.train(before)
    return loss.detach().item()


# Training


@variant("never_shifts", of="right_plain")
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
            shift(images[rows], offsets)
            total += train_step(model, optimizer, images[rows], labels[rows]) * len(rows)
        losses.append(total / len(images))
    return losses


@variant("never_shuffles", of="right_plain")
def train(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    losses = []
    for _ in range(epochs):
        torch.randperm(len(images), generator=generator)
        total = 0.0
        for start in range(0, len(images), batch):
            x, y = images[start : start + batch], labels[start : start + batch]
            offsets = torch.randint(-reach, reach + 1, (len(x), 2), generator=generator)
            total += train_step(model, optimizer, shift(x, offsets), y) * len(x)
        losses.append(total / len(images))
    return losses


@variant("drops_the_last_batch", of="right_plain")
def train(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    losses = []
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=generator)
        total = 0.0
        for k in range(len(images) // batch):
            rows = order[k * batch : (k + 1) * batch]
            offsets = torch.randint(-reach, reach + 1, (batch, 2), generator=generator)
            total += train_step(model, optimizer, shift(images[rows], offsets), labels[rows]) * batch
        losses.append(total / len(images))
    return losses


@variant("loses_its_velocity", of="right_plain")
def train(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    losses = []
    for _ in range(epochs):
        total = 0.0
        for rows in torch.randperm(len(images), generator=generator).split(batch):
            offsets = torch.randint(-reach, reach + 1, (len(rows), 2), generator=generator)
            total += train_step(model, optimizer, shift(images[rows], offsets), labels[rows]) * len(rows)
        losses.append(total / len(images))
    return losses


@variant("loses_its_velocity", of="right_roll")
class Trainer(Trainer):
    def __call__(self, images, labels):
        order = torch.randperm(len(images), generator=self.generator)
        total = 0.0
        for rows in torch.split(order, self.batch):
            to = torch.randint(-self.reach, self.reach + 1, (len(rows), 2), generator=self.generator)
            optimizer = torch.optim.SGD(self.model.parameters(), lr=self.optimizer.defaults["lr"], momentum=0.9)
            total += train_step(self.model, optimizer, shift(images[rows], to), labels[rows]) * len(rows)
        return total / len(order)


# Answers


@variant("stays_in_training_mode", of="right_plain")
def predict(model, images, batch=250):
    before = model.training
    model.train()
    with torch.no_grad():
        answers = torch.cat([model(part).argmax(dim=1) for part in images.split(batch)])
    model.train(before)
    return answers


@variant("answers_in_the_mode_it_finds", of="right_plain")
def predict(model, images, batch=250):
    answers = []
    with torch.no_grad():
        for start in range(0, len(images), batch):
            logits = model(images[start : start + batch])
            answers.append(torch.max(logits, dim=1)[1])
    return torch.cat(answers)


@variant("answers_in_the_mode_it_finds", of="right_sequential")
def predict(model, images, batch=250):
    with torch.inference_mode(), in_mode(model, model.training):
        return torch.cat([model(part).argmax(1) for part in images.split(batch)]).clone()


@variant("leaves_evaluation_mode_on", of="right_plain")
def predict(model, images, batch=250):
    model.eval()
    with torch.no_grad():
        return torch.cat([model(part).argmax(dim=1) for part in images.split(batch)])


@variant("leaves_evaluation_mode_on", of="right_roll")
def predict(model, images, batch=250):
    model.train(False)
    found = torch.zeros(len(images), dtype=torch.long)
    for first in range(0, len(images), batch):
        with torch.set_grad_enabled(False):
            found[first : first + batch] = model(images[first : first + batch]).argmax(1)
    return found


@variant("builds_a_graph", of="right_plain")
def predict(model, images, batch=250):
    before = model.training
    model.eval()
    answers = [model(part).argmax(dim=1) for part in images.split(batch)]
    model.train(before)
    return torch.cat(answers)


@variant("builds_a_graph", of="right_sequential")
def predict(model, images, batch=250):
    with in_mode(model, False):
        return torch.cat([model(part).detach().argmax(dim=1) for part in images.split(batch)])


@variant("shifts_at_test", of="right_plain")
def predict(model, images, batch=250):
    before = model.training
    model.eval()
    offsets = torch.randint(-2, 3, (len(images), 2))
    images = shift(images, offsets)
    with torch.no_grad():
        answers = torch.cat([model(part).argmax(dim=1) for part in images.split(batch)])
    model.train(before)
    return answers


# Mistakes that the day does not know


@variant(None, of="right_plain")
def prepare(train_images, test_images):
    """Scales to 0..1 and no further."""
    return train_images[:, None] / 255, test_images[:, None] / 255


@variant(None, of="right_plain")
def prepare(train_images, test_images):
    """A mean and a spread for every pixel."""
    train, test = train_images.float(), test_images.float()
    mean, std = train.mean(dim=0), train.std(dim=0, correction=0) + 1e-5
    return ((train - mean) / std)[:, None], ((test - mean) / std)[:, None]


@variant(None, of="right_plain")
def prepare(train_images, test_images):
    """Divides by the variance."""
    train, test = train_images.float(), test_images.float()
    mean, variance = train.mean(), train.var(correction=0)
    return ((train - mean) / variance)[:, None], ((test - mean) / variance)[:, None]


@variant(None, of="right_plain")
def shift(images, offsets):
    """Fills with the smallest value of the whole batch."""
    if offsets.shape != (len(images), 2):
        raise ValueError("one pair a picture")
    moved = torch.full(images.shape, images.min().item(), dtype=images.dtype)
    rows, cols = images.shape[2:]
    for i, (down, right) in enumerate(offsets.tolist()):
        for r in range(rows):
            for c in range(cols):
                if 0 <= r - down < rows and 0 <= c - right < cols:
                    moved[i, :, r, c] = images[i, :, r - down, c - right]
    return moved


@variant(None, of="right_plain")
def shift(images, offsets):
    """Repeats the edge."""
    if offsets.shape != (len(images), 2):
        raise ValueError("one pair a picture")
    rows, cols = images.shape[2:]
    moved = torch.empty_like(images, memory_format=torch.contiguous_format)
    for i, (down, right) in enumerate(offsets.tolist()):
        row = (torch.arange(rows) - down).clamp(0, rows - 1)
        col = (torch.arange(cols) - right).clamp(0, cols - 1)
        moved[i] = images[i][:, row][:, :, col]
    return moved


@variant(None, of="right_plain")
class CNN(CNN):
    """Forgets the first ReLU."""

    def forward(self, images):
        x = self.pool(self.conv1(images))
        x = self.pool(F.relu(self.conv2(x)))
        return self.linear(self.dropout(torch.flatten(x, 1)))


@variant(None, of="right_plain")
class CNN(CNN):
    """A ReLU on the logits."""

    def forward(self, images):
        return F.relu(super().forward(images))


@variant(None, of="right_plain")
class CNN(CNN):
    """Average pooling."""

    def __init__(self):
        super().__init__()
        self.pool = nn.AvgPool2d(2)


@variant(None, of="right_plain")
def train_step(model, optimizer, images, labels):
    """Sums the loss over the batch."""
    model.train()
    optimizer.zero_grad()
    loss = F.cross_entropy(model(images), labels, reduction="sum")
    loss.backward()
    optimizer.step()
    return loss.item()


@variant(None, of="right_plain")
def train_step(model, optimizer, images, labels):
    """Reports the loss after the step."""
    model.train()
    optimizer.zero_grad()
    F.cross_entropy(model(images), labels).backward()
    optimizer.step()
    with torch.no_grad():
        return F.cross_entropy(model(images), labels).item()


@variant(None, of="right_plain")
def train(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    """Averages over the batches, a short one like a full one."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    history = []
    for _ in range(epochs):
        losses = []
        for rows in torch.randperm(len(images), generator=generator).split(batch):
            offsets = torch.randint(-reach, reach + 1, (len(rows), 2), generator=generator)
            losses.append(train_step(model, optimizer, shift(images[rows], offsets), labels[rows]))
        history.append(sum(losses) / len(losses))
    return history


@variant(None, of="right_plain")
def predict(model, images, batch=250):
    """Answers with the largest logit."""
    before = model.training
    model.eval()
    with torch.no_grad():
        answers = torch.cat([model(part).max(dim=1)[0] for part in images.split(batch)])
    model.train(before)
    return answers


@variant(None, of="right_plain")
def predict(model, images, batch=250):
    """Gives the model all pictures at once."""
    before = model.training
    model.eval()
    with torch.no_grad():
        answers = model(images).argmax(dim=1)
    model.train(before)
    return answers
