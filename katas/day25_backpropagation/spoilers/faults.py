"""Day 25: known wrong layers."""

import numpy as np

import given
import kata
from nnkata_plugin.check import fault


@fault("Dense", lesson="One layer")
class leaves_the_bias_out(kata.Dense):
    """Never adds the bias: b is one number more for each output."""

    def forward(self, x):
        super().forward(x)
        return x @ self.params[0]


@fault("Dense", lesson="Task")
class lists_copies_of_its_parameters(kata.Dense):
    """Keeps copies of w and b in params: the arrays that were handed in never move."""

    def __init__(self, w, b):
        super().__init__(w, b)
        self.params = [w.copy(), b.copy()]


@fault("Dense", lesson="What a layer must remember")
class keeps_the_first_input(kata.Dense):
    """Still uses the input of the first forward: what forward remembers must be renewed each time."""

    def forward(self, x):
        y = super().forward(x)
        self.first = self.x = getattr(self, "first", x)
        return y


@fault("Dense", lesson="Why gradients are added")
class overwrites_its_gradients(kata.Dense):
    """Keeps the gradient of the last backward only: a second backward belongs on top of the first."""

    def backward(self, dy):
        self.zero_grad()
        return super().backward(dy)


@fault("Dense", lesson="Why gradients are added")
class zero_grad_does_not_clear(kata.Dense):
    """Still holds the old gradients after zero_grad: a new zero was made, and nobody kept it."""

    def zero_grad(self):
        for gradient in self.grads:
            gradient = np.zeros_like(gradient)


@fault("Dense", lesson="Why gradients are added")
class clears_only_the_weights(kata.Dense):
    """Clears the gradient of the weights but not that of the bias."""

    def zero_grad(self):
        self.grads[0][...] = 0


@fault("Dense", lesson="Where the batch is divided by")
class averages_over_the_batch_again(kata.Dense):
    """Divides by the batch once more: the loss is a mean, so dy has been divided already."""

    def backward(self, dy):
        super().backward(dy / len(dy))
        return dy @ self.params[0].T


@fault("Dense", lesson="One layer")
class forgets_the_transpose(kata.Dense):
    """Sends the gradient through w as forward does: backwards, number i of the input meets row i of w."""

    def backward(self, dy):
        dx = super().backward(dy)
        return (dy @ self.params[0]).reshape(dx.shape)


@fault("Dense", lesson="One layer")
class averages_the_bias(kata.Dense):
    """Takes the mean of dy for the bias: each row of the batch pulls at the same bias, and the pulls add up."""

    def backward(self, dy):
        dx = super().backward(dy)
        self.grads[1] += dy.mean(axis=0) - dy.sum(axis=0)
        return dx


@fault("Dense", lesson="One layer")
class gives_every_bias_the_same_gradient(kata.Dense):
    """Adds dy up over everything: each output has a bias of its own, and only its own column counts."""

    def backward(self, dy):
        dx = super().backward(dy)
        self.grads[1] += dy.sum() - dy.sum(axis=0)
        return dx


@fault("Dense", lesson="One layer")
class leaves_the_bias_without_gradient(kata.Dense):
    """Never gives the bias a gradient: it will stay where it was set at the start."""

    def backward(self, dy):
        dx = super().backward(dy)
        self.grads[1] -= dy.sum(axis=0)
        return dx


@fault("Dense", lesson="What a layer must remember")
class trains_copies(kata.Dense):
    """Computes with copies of its parameters: what an optimiser changes in params never reaches the layer."""

    def __init__(self, w, b):
        super().__init__(w, b)
        self.kept = w.copy(), b.copy()

    def forward(self, x):
        super().forward(x)
        return x @ self.kept[0] + self.kept[1]

    def backward(self, dy):
        super().backward(dy)
        return dy @ self.kept[0].T


@fault("ReLU", lesson="One layer")
class lets_everything_through(kata.ReLU):
    """Hands the gradient on where the input was cut off: there the output did not move, whatever the input did."""

    def backward(self, dy):
        return dy.copy()


@fault("ReLU", lesson="One layer")
class asks_the_gradient_for_its_sign(kata.ReLU):
    """Cuts off negative gradients: the question is not whether dy is positive, but whether the input was."""

    def backward(self, dy):
        return np.maximum(dy, 0)


@fault("ReLU", lesson="One layer")
class counts_zero_as_positive(kata.ReLU):
    """Hands the gradient on where the input was exactly 0: by this contract the slope there is 0."""

    def forward(self, x):
        y = super().forward(x)
        self.passed = x >= 0
        return y


@fault("ReLU", lesson="Task")
class writes_into_the_gradient(kata.ReLU):
    """Sets numbers to 0 in the very array that it was handed: dy belongs to the layer after it."""

    def backward(self, dy):
        dy *= self.passed
        return dy


@fault("ReLU", lesson="What a layer must remember")
class keeps_the_first_mask(kata.ReLU):
    """Still cuts off where the input of the first forward was negative."""

    def forward(self, x):
        y = super().forward(x)
        self.first = self.passed = getattr(self, "first", self.passed)
        return y


@fault("SoftmaxCrossEntropy", lesson="Where the batch is divided by")
class divides_by_the_batch_twice(kata.SoftmaxCrossEntropy):
    """Hands back a gradient that has been divided by the batch twice: one mean, one division."""

    def backward(self):
        dlogits = super().backward()
        return dlogits / len(dlogits)


@fault("SoftmaxCrossEntropy", lesson="Where the batch is divided by")
class forgets_the_batch(kata.SoftmaxCrossEntropy):
    """Hands back the gradient of the sum over the batch: the loss is the mean."""

    def backward(self):
        dlogits = super().backward()
        return dlogits * len(dlogits)


@fault("SoftmaxCrossEntropy", lesson="Where it starts")
class forgets_the_right_answer(kata.SoftmaxCrossEntropy):
    """Hands back the probabilities themselves: every score is pushed down, the right one too."""

    def backward(self):
        return np.exp(self.logp) / len(self.logp)


@fault("SoftmaxCrossEntropy", lesson="Where it starts")
class climbs(kata.SoftmaxCrossEntropy):
    """Has the sign turned round: a step against this gradient makes the loss larger."""

    def backward(self):
        return -super().backward()


class Probabilities(kata.SoftmaxCrossEntropy):
    """Remembers probabilities, which backward then writes into."""

    def forward(self, logits, labels):
        loss = super().forward(logits, labels)
        self.p = np.exp(self.logp)
        return loss


@fault("SoftmaxCrossEntropy", lesson="What a layer must remember")
class eats_its_memory(Probabilities):
    """Changes in backward what forward remembered: asked a second time, it gives another answer."""

    def backward(self):
        self.p[self.correct] -= 1
        return self.p / len(self.p)


@fault("SoftmaxCrossEntropy", lesson="What a layer must remember")
class hands_out_its_memory(Probabilities):
    """Hands out the very array that it remembers and writes into: the next backward changes the answer of this one."""

    def backward(self):
        self.p[self.correct] -= 1
        self.p /= len(self.p)
        return self.p


@fault("SoftmaxCrossEntropy", lesson="Where the batch is divided by")
class sums_the_loss_over_the_batch(kata.SoftmaxCrossEntropy):
    """Adds the losses of the rows up: the loss of a batch is their mean."""

    def forward(self, logits, labels):
        return super().forward(logits, labels) * len(labels)


@fault("SoftmaxCrossEntropy", lesson="Where it starts")
class applies_softmax_twice(kata.SoftmaxCrossEntropy):
    """Takes the softmax of a softmax: the loss is computed from probabilities as if they were scores."""

    def forward(self, logits, labels):
        return super().forward(np.exp(given.log_softmax(logits)), labels)


@fault("Sequential", lesson="Many layers")
class goes_backward_in_forward_order(kata.Sequential):
    """Asks the first layer first on the way back: the gradient comes in at the other end."""

    def backward(self, dy):
        for layer in self.layers:
            dy = layer.backward(dy)
        return dy


@fault("Sequential", lesson="Many layers")
class gives_every_layer_the_same_gradient(kata.Sequential):
    """Hands each layer the gradient of the end: a layer needs what the layer after it handed back."""

    def backward(self, dy):
        for layer in reversed(self.layers):
            dx = layer.backward(dy)
        return dx


@fault("Sequential", lesson="Many layers")
class lists_the_gradients_backwards(kata.Sequential):
    """Lists the gradients in the order in which backward made them: an optimiser pairs them with params by place."""

    @property
    def grads(self):
        return [g for layer in reversed(self.layers) for g in layer.grads]


@fault("Sequential", lesson="Why gradients are added")
class clears_only_the_last_layer(kata.Sequential):
    """Clears the last layer alone: the gradients of the others go on growing."""

    def zero_grad(self):
        self.layers[-1].zero_grad()


@fault("Sequential", lesson="Why gradients are added")
class clears_a_list_of_its_own(kata.Sequential):
    """Replaces the gradients in a list that nobody else reads: the layers keep theirs."""

    def zero_grad(self):
        gradients = self.grads
        for k, gradient in enumerate(gradients):
            gradients[k] = 0 * gradient
