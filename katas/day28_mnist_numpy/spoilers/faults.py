"""Day 28: known wrong ways to read digits. Each sits in the one function where it shows."""

import numpy as np

import given
import kata
from nnkata_plugin.check import fault

# Taken before one of the names is replaced: a fault may be right but for one line.
SOLUTION_FORWARD, SOLUTION_LOSS, SOLUTION_FIT = kata.forward, kata.loss_and_gradients, kata.fit


def refuse_pictures(train_images, test_images):
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("the pictures do not go together")


def rows_of(images):
    return images.reshape(len(images), images.shape[1] * images.shape[2]) / np.float32(255)


@fault("prepare", lesson="Why small numbers?")
def leaves_pixels_unscaled(train_images, test_images):
    """Hands on brightness up to 255: the first layer adds up hundreds of such numbers before anything is learned."""
    refuse_pictures(train_images, test_images)
    x_train, x_test = rows_of(train_images) * 255, rows_of(test_images) * 255
    mean = x_train.mean(axis=0)
    return x_train - mean, x_test - mean


@fault("prepare", lesson="What must not be known")
def learns_from_the_test_digits(train_images, test_images):
    """Lets the test digits into the training: the mean is taken over both sets. Who may know them, and when?"""
    refuse_pictures(train_images, test_images)
    x_train, x_test = rows_of(train_images), rows_of(test_images)
    mean = np.concatenate([x_train, x_test]).mean(axis=0)
    return x_train - mean, x_test - mean


@fault("prepare", lesson="What must not be known")
def centres_each_set_by_itself(train_images, test_images):
    """Takes another mean off the test digits than off the training digits: equal pictures become different rows."""
    refuse_pictures(train_images, test_images)
    x_train, x_test = rows_of(train_images), rows_of(test_images)
    own = x_test.mean(axis=0) if len(x_test) else np.float32(0)
    return x_train - x_train.mean(axis=0), x_test - own


@fault("prepare", lesson="What must not be known")
def centres_only_the_training_digits(train_images, test_images):
    """Takes the mean off the training digits alone: a network that was trained on centred rows meets others."""
    refuse_pictures(train_images, test_images)
    x_train, x_test = rows_of(train_images), rows_of(test_images)
    return x_train - x_train.mean(axis=0), x_test


@fault("prepare", lesson="Why small numbers?")
def takes_one_mean_for_all_pixels(train_images, test_images):
    """Takes the same number off every pixel: the mean was asked for pixel by pixel, over the digits."""
    refuse_pictures(train_images, test_images)
    x_train, x_test = rows_of(train_images), rows_of(test_images)
    return x_train - x_train.mean(), x_test - x_train.mean()


@fault("prepare", lesson="Why small numbers?")
def mixes_the_pixels_of_different_digits(train_images, test_images):
    """Mixes pictures: reshape to [pixels, digits] and turn it, and a row holds pixels of many digits."""
    refuse_pictures(train_images, test_images)
    x_train, x_test = (
        images.reshape(images.shape[1] * images.shape[2], -1).T / np.float32(255)
        for images in (train_images, test_images)
    )
    mean = x_train.mean(axis=0)
    return x_train - mean, x_test - mean


@fault("prepare", lesson="Why small numbers?")
def wraps_round_at_nought(train_images, test_images):
    """Subtracts in uint8, where 3 - 5 is 254: brightness has to become a float before it may be negative."""
    refuse_pictures(train_images, test_images)
    mean = train_images.mean(axis=0).astype(np.uint8)
    return rows_of(train_images - mean), rows_of(test_images - mean)


@fault("forward", lesson="The way there")
def forgets_the_relu(parameters, x):
    """Lets everything through the hidden layer: without the ReLU two layers are one. What may a hidden unit not be?"""
    w1, b1, w2, b2 = parameters
    hidden = x @ w1 + b1
    return hidden, hidden @ w2 + b2


@fault("forward", lesson="The way there")
def cuts_the_logits_off(parameters, x):
    """Applies the ReLU to the logits too: a score that cannot be negative cannot speak against a class."""
    hidden, logits = SOLUTION_FORWARD(parameters, x)
    return hidden, np.maximum(logits, 0)


@fault("forward", lesson="The way there")
def returns_probabilities(parameters, x):
    """Returns probabilities where logits are asked for: the softmax belongs to the loss, and would be taken twice."""
    hidden, logits = SOLUTION_FORWARD(parameters, x)
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return hidden, exponentials / exponentials.sum(axis=1, keepdims=True)


def refuse_labels(parameters, x, labels):
    fits = labels.shape == (len(x),) and labels.dtype.kind in "iu"
    if not fits or labels.min() < 0 or labels.max() >= parameters[3].size:
        raise ValueError("labels must be whole numbers that name a class, one a row")


def walk_back(parameters, x, labels, *, share=None, dlogits_of=None, mask=None, shift=True):
    """The solution's loss and gradients, with one place left open."""
    hidden, logits = SOLUTION_FORWARD(parameters, x)
    shifted = logits - (logits.max(axis=1, keepdims=True) if shift else 0)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    one_hot = np.eye(logits.shape[1], dtype=logits.dtype)[labels]
    dlogits = (dlogits_of(p) if dlogits_of else p - one_hot) / (share or len(x))
    dhidden = (dlogits @ parameters[2].T) * ((hidden > 0) if mask is None else mask)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(len(labels)), labels].mean()
    return float(loss), [x.T @ dhidden, dhidden.sum(axis=0), hidden.T @ dlogits, dlogits.sum(axis=0)]


@fault("loss_and_gradients", lesson="The way back")
def takes_labels_for_numbers(parameters, x, labels):
    """Treats a label as a float: it subtracts 7 where it should mark class seven. A label is a name, not an amount."""
    refuse_labels(parameters, x, labels)
    return walk_back(parameters, x, labels, dlogits_of=lambda p: p - labels[:, None].astype(p.dtype))


@fault("loss_and_gradients", lesson="The way there")
def accepts_float_labels(parameters, x, labels):
    """Accepts labels that are floats: 6.9 would be read as a six. Which dtype can name a class?"""
    if labels.shape != (len(x),) or labels.dtype.kind == "b":
        raise ValueError("one label a row")
    return SOLUTION_LOSS(parameters, x, labels.astype(np.int64))


@fault("loss_and_gradients", lesson="The way there")
def reads_negative_labels_from_the_end(parameters, x, labels):
    """Reads the label -1 as the last class, because NumPy counts negative places from the end."""
    if labels.shape != (len(x),) or labels.dtype.kind not in "iu" or labels.max() >= parameters[3].size:
        raise ValueError("labels must be whole numbers that name a class, one a row")
    return walk_back(parameters, x, labels)


@fault("loss_and_gradients", lesson="The way back")
def sums_the_gradients_over_the_batch(parameters, x, labels):
    """Returns the gradients of the sum of the losses: too large by the number of digits. The loss is a mean."""
    refuse_labels(parameters, x, labels)
    return walk_back(parameters, x, labels, share=1)


@fault("loss_and_gradients", lesson="The way back")
def forgets_the_relu_on_the_way_back(parameters, x, labels):
    """Sends gradients through units that were off: what the ReLU stopped on the way there did not cause the loss."""
    refuse_labels(parameters, x, labels)
    return walk_back(parameters, x, labels, mask=True)


@fault("loss_and_gradients", lesson="The way there")
def sums_the_loss_over_the_batch(parameters, x, labels):
    """Returns the sum of the losses, not their mean: it grows with the batch."""
    loss, gradients = SOLUTION_LOSS(parameters, x, labels)
    return loss * len(labels), gradients


@fault("loss_and_gradients", lesson="The way there")
def overflows(parameters, x, labels):
    """Overflows on logits of a thousand: exp(1000) is infinite. What may be taken off a row of scores?"""
    refuse_labels(parameters, x, labels)
    return walk_back(parameters, x, labels, shift=False)


def rounds(parameters, x, labels, order, rate, batch, *, labels_order=None, last=True, by_batches=False):
    """The solution's epoch, with one place left open."""
    labels_order = order if labels_order is None else labels_order
    losses, counts = [], []
    end = len(x) if last else len(x) - len(x) % batch
    for start in range(0, end, batch):
        rows = slice(start, start + batch)
        loss, gradients = kata.loss_and_gradients(parameters, x[order[rows]], labels[labels_order[rows]])
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter -= rate * gradient
        losses.append(loss)
        counts.append(1 if by_batches else len(order[rows]))
    # Digits that were left out count in the mean all the same: whoever forgets them divides by all.
    return float(np.dot(losses, counts) / (sum(counts) if by_batches else len(x)))


@fault("epoch", lesson="One round")
def drops_the_last_batch(parameters, x, labels, rng, rate=0.1, batch=32):
    """Leaves out the digits of the last, short batch: nobody learns from them. How many are 1000 - 31 * 32?"""
    return rounds(parameters, x, labels, rng.permutation(len(x)), rate, batch, last=False)


@fault("epoch", lesson="One round")
def shuffles_labels_apart(parameters, x, labels, rng, rate=0.1, batch=32):
    """Shuffles digits and labels apart: a picture meets the label of another one. One order has to serve both."""
    order = rng.permutation(len(x))
    return rounds(parameters, x, labels, order, rate, batch, labels_order=rng.permutation(len(x)))


@fault("epoch", lesson="One round")
def shuffles_only_the_digits(parameters, x, labels, rng, rate=0.1, batch=32):
    """Shuffles the digits and leaves the labels where they were: a picture meets the label of another one."""
    return rounds(parameters, x, labels, rng.permutation(len(x)), rate, batch, labels_order=np.arange(len(x)))


@fault("epoch", lesson="One round")
def never_shuffles(parameters, x, labels, rng, rate=0.1, batch=32):
    """Takes the digits in the order of the file: the generator was not asked."""
    return rounds(parameters, x, labels, np.arange(len(x)), rate, batch)


@fault("epoch", lesson="One round")
def draws_with_replacement(parameters, x, labels, rng, rate=0.1, batch=32):
    """Draws digits one by one: some come twice, others never. A permutation has each of them once."""
    return rounds(parameters, x, labels, rng.integers(len(x), size=len(x)), rate, batch)


@fault("epoch", lesson="One round")
def climbs(parameters, x, labels, rng, rate=0.1, batch=32):
    """Climbs: it adds the gradient, and the gradient points to where the loss grows."""
    return rounds(parameters, x, labels, rng.permutation(len(x)), -rate, batch)


@fault("epoch", lesson="One round")
def averages_over_the_batches(parameters, x, labels, rng, rate=0.1, batch=32):
    """Counts a short batch like a full one in the mean loss: its few digits weigh more than the others."""
    return rounds(parameters, x, labels, rng.permutation(len(x)), rate, batch, by_batches=True)


@fault("epoch", lesson="One round")
def steps_on_copies(parameters, x, labels, rng, rate=0.1, batch=32):
    """Moves nothing: `p = p - rate * g` gives a new array the name p, and the one in the list stays as it was."""
    return rounds(parameters, x, labels, rng.permutation(len(x)), 0.0, batch)


@fault("epoch", lesson="One round")
def trains_a_list_of_its_own(parameters, x, labels, rng, rate=0.1, batch=32):
    """Trains a list of its own: what the caller holds never moves. Which arrays were to change?"""
    copies = [parameter.copy() for parameter in parameters]
    return rounds(copies, x, labels, rng.permutation(len(x)), rate, batch)


@fault("predict", lesson="The way there")
def takes_argmax_over_the_batch(parameters, x):
    """Asks which row fits each class best, not which class fits each row: argmax ran along the batch."""
    return kata.forward(parameters, x)[1].argmax(axis=0)


@fault("predict", lesson="The way there")
def answers_with_floats(parameters, x):
    """Answers with labels as floats: a class is a name, and names are whole numbers here."""
    return kata.forward(parameters, x)[1].argmax(axis=1).astype(np.float32)


@fault("predict", lesson="The way there")
def answers_with_the_largest_logit(parameters, x):
    """Answers with the largest logit itself, not with the class that has it."""
    return kata.forward(parameters, x)[1].max(axis=1)


@fault("fit", lesson="One round")
def shuffles_the_same_way_each_epoch(train_images, train_labels, test_images, seed, epochs=20):
    """Shuffles the same way in every epoch: a new generator with the old seed repeats itself."""
    x_train, x_test = kata.prepare(train_images, test_images)
    parameters = given.initial_parameters(np.random.default_rng(seed), x_train.shape[1])
    for _ in range(epochs):
        kata.epoch(parameters, x_train, train_labels, np.random.default_rng(seed))
    return parameters, kata.predict(parameters, x_test)


@fault("fit", lesson="One round")
def stops_an_epoch_early(train_images, train_labels, test_images, seed, epochs=20):
    """Stops one epoch early: count the rounds of your loop for epochs=2."""
    return SOLUTION_FIT(train_images, train_labels, test_images, seed, max(epochs - 1, 0))


@fault("fit", lesson="One round")
def reads_before_it_has_learned(train_images, train_labels, test_images, seed, epochs=20):
    """Reads the test digits with the parameters of the start: predict when the training is over."""
    untrained = SOLUTION_FIT(train_images, train_labels, test_images, seed, 0)[1]
    return SOLUTION_FIT(train_images, train_labels, test_images, seed, epochs)[0], untrained
