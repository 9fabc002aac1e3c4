"""Day 41: known wrong ways to train a network and to ask it. Most of them still read nine digits of ten."""

import torch
from torch import nn
from torch.nn import functional

import kata
from nnkata_plugin.check import fault

# Taken before one of the names is replaced: a fault may be right but for one line.
SOLUTION_SHIFT, SOLUTION_PREDICT = kata.shift, kata.predict


def centred(train_images, test_images, mean, spread):
    x_train, x_test = train_images.float()[:, None], test_images.float()[:, None]
    return (x_train - mean) / spread, (x_test - mean) / spread


@fault("prepare", lesson="Before the network")
def learns_from_the_test_digits(train_images, test_images):
    """Lets the test digits into the training: mean and spread are taken over both sets. Who may know them, and when?"""
    both = torch.cat([train_images, test_images]).float()
    return centred(train_images, test_images, both.mean(), both.std(correction=0))


@fault("prepare", lesson="Before the network")
def scales_each_set_by_itself(train_images, test_images):
    """Scales the test digits by a mean and a spread of their own: equal pictures become different numbers."""
    x_train, x_test = train_images.float()[:, None], test_images.float()[:, None]
    if len(x_test):
        x_test = (x_test - x_test.mean()) / x_test.std(correction=0)
    return (x_train - x_train.mean()) / x_train.std(correction=0), x_test


@fault("prepare", lesson="Before the network")
def counts_one_pixel_less(train_images, test_images):
    """Divides by the number of pixels less one: PyTorch's std() does that unless it is told not to."""
    pixels = train_images.float()
    return centred(train_images, test_images, pixels.mean(), pixels.std())


def refuse(images, offsets):
    if offsets.shape != (len(images), 2):
        raise ValueError("one pair of offsets a picture")


@fault("shift", lesson="More digits than there are")
def comes_in_on_the_other_side(images, offsets):
    """Brings back on one side what left on the other: roll wraps round, and paper does not."""
    refuse(images, offsets)
    moved = [torch.roll(picture, offset, dims=(1, 2)) for picture, offset in zip(images, offsets.tolist(), strict=True)]
    return torch.stack(moved)


@fault("shift", lesson="More digits than there are")
def moves_all_pictures_alike(images, offsets):
    """Moves the whole batch by one offset: each picture has its own."""
    refuse(images, offsets)
    return SOLUTION_SHIFT(images, offsets[:1].expand(len(images), 2))


@fault("shift", lesson="More digits than there are")
def takes_down_for_right(images, offsets):
    """Moves to the side by what was meant for down: rows come first, in the picture and in the pair."""
    refuse(images, offsets)
    return SOLUTION_SHIFT(images, offsets.flip(1))


@fault("shift", lesson="More digits than there are")
def moves_the_other_way(images, offsets):
    """Moves up where down was asked for: a pixel gets its value from where the picture *was*."""
    refuse(images, offsets)
    return SOLUTION_SHIFT(images, -offsets)


@fault("shift", lesson="More digits than there are")
def fills_with_nought(images, offsets):
    """Fills in noughts, and nought is the mean brightness here, not the paper: each digit gets a grey frame."""
    refuse(images, offsets)
    inside = torch.cat([torch.zeros_like(images[:, :1]) - 1, torch.zeros_like(images)], dim=1)
    return torch.where(SOLUTION_SHIFT(inside, offsets)[:, 1:] == 0, SOLUTION_SHIFT(images, offsets), 0)


@fault("CNN", lesson="One softmax, not two")
class returns_probabilities(kata.CNN):
    """Returns probabilities: cross_entropy takes the softmax itself, and taken twice it hardly slopes any more."""

    def forward(self, images):
        return super().forward(images).softmax(dim=1)


@fault("CNN", lesson="Two modes")
class drops_out_at_test(kata.CNN):
    """Drops features in evaluation mode too: functional.dropout is on unless told training=self.training."""

    def forward(self, images):
        x = functional.max_pool2d(functional.relu(self.first(images)), 2)
        x = functional.max_pool2d(functional.relu(self.second(x)), 2)
        return self.linear(functional.dropout(x.flatten(1), 0.5))


@fault("CNN", lesson="Two modes")
class never_drops_out(kata.CNN):
    """Drops nothing while it trains: the dropout layer is missing from forward."""

    def __init__(self):
        super().__init__()
        self.dropout = nn.Identity()


@fault("CNN", lesson="The network")
class forgets_a_relu(kata.CNN):
    """Leaves out the ReLU of the second convolution: a negative maximum goes through."""

    def forward(self, images):
        x = functional.max_pool2d(functional.relu(self.first(images)), 2)
        return self.linear(self.dropout(functional.max_pool2d(self.second(x), 2).flatten(1)))


@fault("train_step", lesson="One softmax, not two")
def takes_softmax_before_cross_entropy(model, optimizer, images, labels):
    """Takes a softmax before cross_entropy, which takes its own: the loss cannot get near 0, and hardly slopes."""
    model.train()
    loss = functional.cross_entropy(model(images).softmax(dim=1), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@fault("train_step", lesson="One step")
def keeps_old_gradients(model, optimizer, images, labels):
    """Adds its gradients to those of the step before: backward() adds, and somebody has to clear."""
    model.train()
    loss = functional.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


@fault("train_step", lesson="One step")
def clears_after_backward(model, optimizer, images, labels):
    """Clears the gradients between backward and step: the optimizer finds none and nothing moves."""
    model.train()
    loss = functional.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


@fault("train_step", lesson="Two modes")
def trains_in_the_mode_it_finds(model, optimizer, images, labels):
    """Trains in the mode in which the model came: after a prediction that is evaluation mode, and dropout is off."""
    loss = functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def rounds(model, images, labels, seed, epochs, batch, rate, reach, **change):
    """The solution's training, with one place left open."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=change.get("momentum", 0.9))
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=generator)
        order = change.get("order", lambda order: order)(order)
        total, count = 0.0, 0
        for rows in order.split(batch):
            if change.get("whole_batches") and len(rows) < batch:
                continue
            offsets = torch.randint(-reach, reach + 1, (len(rows), 2), generator=generator)
            offsets = change.get("offsets", lambda offsets: offsets)(offsets)
            loss = kata.train_step(model, optimizer, kata.shift(images[rows], offsets), labels[rows])
            total, count = total + loss * len(rows), count + len(rows)
        history.append(total / max(count, 1))
    return history


@fault("train", lesson="More digits than there are")
def never_shifts(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    """Trains on the digits as they are: the offsets were never used."""
    return rounds(model, images, labels, seed, epochs, batch, rate, reach, offsets=lambda offsets: 0 * offsets)


@fault("train", lesson="One step")
def never_shuffles(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    """Takes the digits in the order of the file: each epoch has an order of its own."""
    return rounds(model, images, labels, seed, epochs, batch, rate, reach, order=lambda order: order.sort().values)


@fault("train", lesson="One step")
def drops_the_last_batch(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    """Leaves out the digits of the last, short batch: each digit belongs to each epoch."""
    return rounds(model, images, labels, seed, epochs, batch, rate, reach, whole_batches=True)


@fault("train", lesson="One step")
def loses_its_velocity(model, images, labels, seed, epochs=6, batch=32, rate=0.005, reach=2):
    """Has no momentum: a new optimizer for every step, or momentum left at 0, starts each time from rest."""
    return rounds(model, images, labels, seed, epochs, batch, rate, reach, momentum=0.0)


@fault("predict", lesson="Two modes")
def stays_in_training_mode(model, images, batch=250):
    """Asks the model in training mode: half of what it knows is dropped at random while it answers."""
    was_training = model.training
    model.train()
    with torch.no_grad():
        predicted = torch.cat([model(part).argmax(dim=1) for part in images.split(batch)])
    model.train(was_training)
    return predicted


@fault("predict", lesson="Two modes")
def answers_in_the_mode_it_finds(model, images, batch=250):
    """Asks the model in the mode in which it came, and after training that is training mode."""
    with torch.no_grad():
        return torch.cat([model(part).argmax(dim=1) for part in images.split(batch)])


@fault("predict", lesson="Two modes")
def leaves_evaluation_mode_on(model, images, batch=250):
    """Leaves the model in evaluation mode: who trains on after a look at the score trains without dropout."""
    predicted = SOLUTION_PREDICT(model, images, batch)
    model.eval()
    return predicted


@fault("predict", lesson="Two modes")
def builds_a_graph(model, images, batch=250):
    """Builds a graph for a gradient that nobody will ask for: memory and time for nothing."""
    was_training = model.training
    model.eval()
    predicted = torch.cat([model(part).argmax(dim=1) for part in images.split(batch)])
    model.train(was_training)
    return predicted


@fault("predict", lesson="More digits than there are")
def shifts_at_test(model, images, batch=250):
    """Shifts the digits that it is asked about: augmentation is for training. Here the pictures are what they are."""
    parts = [kata.shift(part, torch.randint(-2, 3, (len(part), 2))) for part in images.split(batch)]
    return SOLUTION_PREDICT(model, torch.cat(parts), batch)
