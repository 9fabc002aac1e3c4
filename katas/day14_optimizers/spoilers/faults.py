"""Day 14: known wrong optimisers."""

import numpy as np

import kata
from nnkata_plugin.check import fault


def velocities(optimiser, params, grads):
    """Refuses what the solution refuses; then each parameter with its gradient and its velocity."""
    kata.refuse_strangers(params, grads)
    if not optimiser.velocities:
        optimiser.velocities = [np.zeros_like(p) for p in params]
    return zip(params, grads, optimiser.velocities, strict=True)


def means(optimiser, params, grads):
    """The same for Adam and its two means, which are brought up to date; its clock has moved on by one."""
    kata.refuse_strangers(params, grads)
    if not optimiser.means:
        optimiser.means = [(np.zeros_like(p), np.zeros_like(p)) for p in params]
    optimiser.t += 1
    beta1, beta2 = optimiser.betas
    for p, g, (m, v) in zip(params, grads, optimiser.means, strict=True):
        d = g if optimiser.decoupled else g + optimiser.weight_decay * p
        m[...] = beta1 * m + (1 - beta1) * d
        v[...] = beta2 * v + (1 - beta2) * d * d
        yield p, m, v


def corrected(optimiser, m, v):
    beta1, beta2 = optimiser.betas
    return m / (1 - beta1**optimiser.t), v / (1 - beta2**optimiser.t)


@fault("SGD", lesson="In place")
class rebinds_the_parameter(kata.SGD):
    """Computes new arrays and leaves the old ones as they were: `p = p - ...` gives a name a new meaning."""

    def step(self, params, grads):
        super().step([p.copy() for p in params], grads)


@fault("SGD", lesson="Task")
class pulls_the_decay_into_the_gradient_it_was_given(kata.SGD):
    """Writes the weight decay into the caller's own gradient: `g += ...` changes the array that was handed in."""

    def step(self, params, grads):
        kata.refuse_strangers(params, grads)
        for p, g in zip(params, grads, strict=True):
            g += self.weight_decay * p
        decay, self.weight_decay = self.weight_decay, 0.0
        super().step(params, grads)
        self.weight_decay = decay


@fault("SGD", lesson="Momentum")
class damps_the_gradient(kata.SGD):
    """Takes only a share (1 - momentum) of each gradient into the velocity: here the gradient counts in full."""

    def step(self, params, grads):
        for p, g, v in velocities(self, params, grads):
            d = g + self.weight_decay * p
            v[...] = self.momentum * v + (1 - self.momentum) * d
            p -= self.lr * (d + self.momentum * v if self.nesterov else v)


@fault("SGD", lesson="Momentum")
class forgets_its_velocity(kata.SGD):
    """Begins every step with a velocity of 0: nothing is remembered from one step to the next."""

    def step(self, params, grads):
        self.velocities = []
        super().step(params, grads)


@fault("SGD", lesson="Momentum")
class ignores_nesterov(kata.SGD):
    """Takes the plain momentum step where Nesterov's was asked for: that one moves by d + momentum * v."""

    def step(self, params, grads):
        for p, g, v in velocities(self, params, grads):
            v[...] = self.momentum * v + g + self.weight_decay * p
            p -= self.lr * v


@fault("SGD", lesson="Idea")
class goes_uphill(kata.SGD):
    """Adds the step where it should subtract it: a gradient points to where the loss grows."""

    def step(self, params, grads):
        for p, g, v in velocities(self, params, grads):
            d = g + self.weight_decay * p
            v[...] = self.momentum * v + d
            p += self.lr * (d + self.momentum * v if self.nesterov else v)


@fault("SGD", lesson="Two kinds of weight decay")
class keeps_the_decay_out_of_the_velocity(kata.SGD):
    """Decays beside the momentum: in this contract the pull to 0 is a part of d, so the velocity gathers it too."""

    def step(self, params, grads):
        for p, g, v in velocities(self, params, grads):
            v[...] = self.momentum * v + g
            p -= self.lr * ((g + self.momentum * v if self.nesterov else v) + self.weight_decay * p)


@fault("SGD", lesson="Task")
class shares_one_memory(kata.SGD):
    """Shares its velocities with every other optimiser: a list in the class body belongs to them all."""

    memory: list = []  # noqa: RUF012 - the fault itself

    def step(self, params, grads):
        kata.refuse_strangers(params, grads)
        self.memory.extend(np.zeros_like(p) for p in params[len(self.memory) :])
        for k, (p, g) in enumerate(zip(params, grads, strict=True)):
            d = g + self.weight_decay * p
            v = self.memory[k] = self.momentum * self.memory[k] + d
            p -= self.lr * (d + self.momentum * v if self.nesterov else v)


@fault("Adam", lesson="In place")
class rebinds_the_parameter_in_adam(kata.Adam):
    """Computes new arrays and leaves the old ones as they were: `p = p - ...` gives a name a new meaning."""

    def step(self, params, grads):
        super().step([p.copy() for p in params], grads)


@fault("Adam", lesson="Means that begin at nothing")
class does_not_correct_the_bias(kata.Adam):
    """Uses the means as they are, though both began at 0 and are too small for many steps."""

    def step(self, params, grads):
        for p, m, v in means(self, params, grads):
            p -= self.lr * m / (np.sqrt(v) + self.eps)


@fault("Adam", lesson="Means that begin at nothing")
class corrects_only_the_first_mean(kata.Adam):
    """Corrects the mean of the gradients for its start at 0, but not the mean of their squares."""

    def step(self, params, grads):
        for p, m, v in means(self, params, grads):
            p -= self.lr * corrected(self, m, v)[0] / (np.sqrt(v) + self.eps)


@fault("Adam", lesson="Means that begin at nothing")
class corrects_only_the_second_mean(kata.Adam):
    """Corrects the mean of the squares for its start at 0, but not the mean of the gradients."""

    def step(self, params, grads):
        for p, m, v in means(self, params, grads):
            p -= self.lr * m / (np.sqrt(corrected(self, m, v)[1]) + self.eps)


@fault("Adam", lesson="Means that begin at nothing")
class counts_a_step_for_each_parameter(kata.Adam):
    """Moves its clock on for every parameter: the second one in the list is corrected as if a step had passed."""

    def step(self, params, grads):
        for k, (p, m, v) in enumerate(means(self, params, grads)):
            self.t += k > 0
            first, second = corrected(self, m, v)
            p -= self.lr * first / (np.sqrt(second) + self.eps)


@fault("Adam", lesson="Means that begin at nothing")
class starts_its_clock_at_nought(kata.Adam):
    """Is one step behind with its correction: in the first step, t is 1."""

    def step(self, params, grads):
        for p, m, v in means(self, params, grads):
            beta1, beta2 = self.betas
            t = self.t - 1
            with np.errstate(all="ignore"):  # in the first step, 0 / 0
                p -= self.lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + self.eps)


@fault("Adam", lesson="A length for every step")
class puts_eps_inside_the_root(kata.Adam):
    """Adds eps before it takes the root: sqrt(1e-8) is 1e-4, and that is not a small number any more."""

    def step(self, params, grads):
        for p, m, v in means(self, params, grads):
            first, second = corrected(self, m, v)
            p -= self.lr * first / np.sqrt(second + self.eps)


@fault("Adam", lesson="A length for every step")
class adds_eps_before_the_correction(kata.Adam):
    """Adds eps to the root of the uncorrected mean, and so corrects eps as well."""

    def step(self, params, grads):
        for p, m, v in means(self, params, grads):
            root = (np.sqrt(v) + self.eps) / np.sqrt(1 - self.betas[1] ** self.t)
            p -= self.lr * corrected(self, m, v)[0] / root


@fault("Adam", lesson="A length for every step")
class forgets_the_root(kata.Adam):
    """Divides by the mean square itself: a gradient of 300 then makes a step 300 times too short."""

    def step(self, params, grads):
        for p, m, v in means(self, params, grads):
            first, second = corrected(self, m, v)
            with np.errstate(all="ignore"):
                p -= self.lr * first / (second + self.eps)


@fault("Adam", lesson="A length for every step")
class swaps_the_betas(kata.Adam):
    """Gives the long memory to the gradients and the short one to their squares: the betas changed places."""

    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(lr, betas[::-1], eps, weight_decay)


@fault("Adam", lesson="Two kinds of weight decay")
class decouples_the_decay(kata.Adam):
    """Shrinks the parameter itself, as AdamW does: in Adam the decay is added to the gradient."""

    decoupled = True


@fault("AdamW", lesson="Two kinds of weight decay")
class couples_the_decay(kata.AdamW):
    """Adds the decay to the gradient, as Adam does: there it is divided by the root and loses its size."""

    decoupled = False


@fault("AdamW", lesson="Two kinds of weight decay")
class forgets_the_decay(kata.AdamW):
    """Does not decay at all: each parameter has to shrink a little, also where its gradient is silent."""

    def step(self, params, grads):
        decay, self.weight_decay = self.weight_decay, 0.0
        super().step(params, grads)
        self.weight_decay = decay


@fault("AdamW", lesson="Two kinds of weight decay")
class decays_at_full_rate(kata.AdamW):
    """Shrinks by weight_decay and forgets that the learning rate scales this step too."""

    def step(self, params, grads):
        kata.refuse_strangers(params, grads)
        for p in params:
            p *= 1 - self.weight_decay
        decay, self.weight_decay = self.weight_decay, 0.0
        super().step(params, grads)
        self.weight_decay = decay


@fault("AdamW", lesson="Two kinds of weight decay")
class shrinks_after_the_step(kata.AdamW):
    """Shrinks the parameter after its step, so that the step itself is shrunk as well."""

    def step(self, params, grads):
        decay, self.weight_decay = self.weight_decay, 0.0
        super().step(params, grads)
        self.weight_decay = decay
        for p in params:
            p *= 1 - self.lr * decay


@fault("AdamW", lesson="In place")
class rebinds_the_parameter_in_adamw(kata.AdamW):
    """Computes new arrays and leaves the old ones as they were: `p = p - ...` gives a name a new meaning."""

    def step(self, params, grads):
        super().step([p.copy() for p in params], grads)
