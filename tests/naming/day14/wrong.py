"""Day 14's mistakes, spelt as a learner would."""

# SGD


@variant("rebinds_the_parameter", of="right_lists")
class SGD(SGD):
    def step(self, params, grads):
        check_shapes(params, grads)
        if self.velocities is None:
            self.velocities = [0 for p in params]
        for i, (p, g) in enumerate(zip(params, grads)):
            g = g + self.weight_decay * p
            self.velocities[i] = self.momentum * self.velocities[i] + g
            if self.nesterov:
                p = p - self.lr * (g + self.momentum * self.velocities[i])
            else:
                p = p - self.lr * self.velocities[i]


@variant("rebinds_the_parameter", of="right_dataclass")
class SGD(SGD):
    def step(self, params, grads):
        if len(params) != len(grads):
            raise ValueError("lengths differ")
        if not all(a.shape == b.shape for a, b in zip(params, grads)):
            raise ValueError("shapes differ")
        if not self.velocity:
            self.velocity = [np.zeros_like(p) for p in params]
        for place in range(len(params)):
            d = grads[place] + self.weight_decay * params[place]
            v = self.velocity[place] = self.momentum * self.velocity[place] + d
            step = d + self.momentum * v if self.nesterov else v
            # replaces the entry of the list; the caller's array stays
            params[place] = params[place] - self.lr * step


@variant("pulls_the_decay_into_the_gradient_it_was_given", of="right_lists")
class SGD(SGD):
    def step(self, params, grads):
        check_shapes(params, grads)
        if self.velocities is None:
            self.velocities = [np.zeros_like(p) for p in params]
        for p, g, v in zip(params, grads, self.velocities):
            if self.weight_decay:
                g += self.weight_decay * p
            v *= self.momentum
            v += g
            p -= self.lr * (g + self.momentum * v) if self.nesterov else self.lr * v


@variant("pulls_the_decay_into_the_gradient_it_was_given", of="right_template")
class SGD(SGD):
    def move(self, p, g, memory):
        np.add(g, self.weight_decay * p, out=g)
        if "v" not in memory:
            memory["v"] = np.zeros_like(p)
        memory["v"] = self.momentum * memory["v"] + g
        return g + self.momentum * memory["v"] if self.nesterov else memory["v"]


@variant("damps_the_gradient", of="right_lists")
class SGD(SGD):
    def step(self, params, grads):
        check_shapes(params, grads)
        if self.velocities is None:
            self.velocities = [np.zeros_like(p) for p in params]
        for i, p in enumerate(params):
            d = grads[i] + self.weight_decay * p
            self.velocities[i] = self.momentum * self.velocities[i] + (1 - self.momentum) * d
            v = self.velocities[i]
            p -= self.lr * ((d + self.momentum * v) if self.nesterov else v)


@variant("damps_the_gradient", of="right_template")
class SGD(SGD):
    def move(self, p, g, memory):
        d = g + p * self.weight_decay
        old = memory.get("v", np.zeros_like(p))
        v = memory["v"] = d + self.momentum * (old - d)
        if not self.nesterov:
            return v
        return d + self.momentum * v


@variant("forgets_its_velocity", of="right_lists")
class SGD(SGD):
    def step(self, params, grads):
        check_shapes(params, grads)
        velocities = [np.zeros_like(p) for p in params]
        for p, g, v in zip(params, grads, velocities):
            d = g + self.weight_decay * p
            v = self.momentum * v + d
            if self.nesterov:
                d = d + self.momentum * v
                p -= self.lr * d
            else:
                p -= self.lr * v


@variant("forgets_its_velocity", of="right_template")
class SGD(SGD):
    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        v = memory.get("v", 0) * self.momentum + d
        return d + self.momentum * v if self.nesterov else v


@variant("ignores_nesterov", of="right_template")
class SGD(SGD):
    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        memory["v"] = self.momentum * memory.get("v", 0.0) + d
        return memory["v"]


@variant("ignores_nesterov", of="right_coroutines")
class SGD:
    def __init__(self, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        positive(lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and momentum == 0:
            raise ValueError("nesterov=True, momentum=0")
        self.step = Crew(rolling, lr, momentum, False, weight_decay)


@variant("keeps_the_decay_out_of_the_velocity", of="right_lists")
class SGD(SGD):
    def step(self, params, grads):
        check_shapes(params, grads)
        if self.velocities is None:
            self.velocities = [np.zeros_like(p) for p in params]
        for i, (p, g) in enumerate(zip(params, grads)):
            v = self.velocities[i] = self.momentum * self.velocities[i] + g
            move = g + self.momentum * v if self.nesterov else v
            p -= self.lr * (move + self.weight_decay * p)


@variant("keeps_the_decay_out_of_the_velocity", of="right_dataclass")
class SGD(SGD):
    def step(self, params, grads):
        old, pull = in_float64(params, grads)
        known = self.velocity or [np.zeros(p.shape) for p in params]
        self.velocity = [self.momentum * v + g for v, g in zip(known, pull)]
        for p, before, g, v in zip(params, old, pull, self.velocity):
            shrunk = before * (1 - self.lr * self.weight_decay)
            p[...] = shrunk - self.lr * (g + self.momentum * v if self.nesterov else v)


@variant("shares_one_memory", of="right_lists")
class SGD:
    velocities = []

    def __init__(self, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        if lr < 0 or momentum < 0 or weight_decay < 0:
            raise ValueError("must not be negative")
        if nesterov and not momentum:
            raise ValueError("nesterov without momentum")
        self.lr, self.momentum, self.nesterov, self.weight_decay = lr, momentum, nesterov, weight_decay

    def step(self, params, grads):
        check_shapes(params, grads)
        while len(self.velocities) < len(params):
            self.velocities.append(np.zeros_like(params[len(self.velocities)]))
        for i in range(len(params)):
            d = grads[i] + self.weight_decay * params[i]
            self.velocities[i] = self.momentum * self.velocities[i] + d
            if self.nesterov:
                params[i] -= self.lr * (d + self.momentum * self.velocities[i])
            else:
                params[i] -= self.lr * self.velocities[i]


@variant("shares_one_memory", of="right_lists")
class SGD:
    def __init__(self, lr, momentum=0.0, nesterov=False, weight_decay=0.0, memory={}):
        if min(lr, momentum, weight_decay) < 0 or (nesterov and momentum == 0):
            raise ValueError
        self.lr, self.momentum, self.nesterov, self.weight_decay = lr, momentum, nesterov, weight_decay
        self.memory = memory

    def step(self, params, grads):
        check_shapes(params, grads)
        for i, (p, g) in enumerate(zip(params, grads)):
            d = g + self.weight_decay * p
            if i not in self.memory:
                self.memory[i] = 0
            self.memory[i] = self.momentum * self.memory[i] + d
            p -= self.lr * (d + self.momentum * self.memory[i] if self.nesterov else self.memory[i])


# Adam


@variant("rebinds_the_parameter_in_adam", of="right_lists")
class Adam(Adam):
    def step(self, params, grads):
        check_shapes(params, grads)
        if self.t == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        for i, (p, g) in enumerate(zip(params, grads)):
            g = g + self.weight_decay * p
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g * g
            p = p - self.lr * (self.m[i] / (1 - self.beta1**self.t)) / (
                np.sqrt(self.v[i] / (1 - self.beta2**self.t)) + self.eps
            )


@variant("rebinds_the_parameter_in_adam", of="right_dataclass")
class Adam(Adam):
    def go(self, params, old, pull):
        # moves the float64 copies
        super().go(old, [p.copy() for p in old], pull)


@variant("does_not_correct_the_bias", of="right_lists")
class Adam(Adam):
    def step(self, params, grads):
        check_shapes(params, grads)
        if not self.m:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        for i in range(len(params)):
            g = grads[i] + self.weight_decay * params[i]
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g**2
            params[i] -= self.lr * self.m[i] / (np.sqrt(self.v[i]) + self.eps)


@variant("does_not_correct_the_bias", of="right_template")
class Adam(Adam):
    def mean(self, memory, name, beta, new):
        memory[name] = beta * memory.get(name, 0.0) + (1 - beta) * new
        return memory[name]


@variant("corrects_only_the_first_mean", of="right_template")
class Adam(Adam):
    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        m = self.mean(memory, "direction", self.beta1, d)
        memory["size"] = self.beta2 * memory.get("size", 0.0) + (1 - self.beta2) * d**2
        return m / (np.sqrt(memory["size"]) + self.eps)


@variant("corrects_only_the_first_mean", of="right_in_place")
class Adam(Adam):
    def step(self, params, grads):
        match_up(params, grads)
        if not self.state:
            self.state = [[np.zeros_like(p), np.zeros_like(p)] for p in params]
        self.left[0] *= self.betas[0]
        for p, g, (m, v) in zip(params, grads, self.state):
            d = g + self.weight_decay * p
            m *= self.betas[0]
            m += (1 - self.betas[0]) * d
            v *= self.betas[1]
            v += (1 - self.betas[1]) * d * d
            p -= self.lr * m / (1 - self.left[0]) / (np.sqrt(v) + self.eps)


@variant("counts_a_step_for_each_parameter", of="right_lists")
class Adam(Adam):
    def step(self, params, grads):
        check_shapes(params, grads)
        if not self.m:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        for p, g, m, v in zip(params, grads, self.m, self.v):
            self.t += 1
            g = g + self.weight_decay * p
            m[...] = self.beta1 * m + (1 - self.beta1) * g
            v[...] = self.beta2 * v + (1 - self.beta2) * g**2
            p -= self.lr * (m / (1 - self.beta1**self.t)) / (np.sqrt(v / (1 - self.beta2**self.t)) + self.eps)


@variant("counts_a_step_for_each_parameter", of="right_in_place")
class Adam(Adam):
    def step(self, params, grads):
        match_up(params, grads)
        if not self.state:
            self.state = [(np.zeros_like(p), np.zeros_like(p)) for p in params]
        b1, b2 = self.betas
        for p, g, (m, v) in zip(params, grads, self.state):
            self.left[0] *= b1
            self.left[1] *= b2
            d = g + self.weight_decay * p
            m[...] = b1 * m + (1 - b1) * d
            v[...] = b2 * v + (1 - b2) * d * d
            p -= self.lr * (m / (1 - self.left[0])) / (np.sqrt(v / (1 - self.left[1])) + self.eps)


@variant("starts_its_clock_at_nought", of="right_lists")
class Adam(Adam):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(lr, betas, eps, weight_decay)
        self.t = -1

    def step(self, params, grads):
        check_shapes(params, grads)
        if not self.m:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        for i in range(len(params)):
            d = grads[i] + self.weight_decay * params[i]
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * d
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * d**2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            params[i] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


@variant("starts_its_clock_at_nought", of="right_template")
class Adam(Adam):
    def mean(self, memory, name, beta, new):
        memory[name] = beta * memory.get(name, 0.0) + (1 - beta) * new
        return memory[name] / np.float64(1 - beta ** (self.steps - 1))


@variant("puts_eps_inside_the_root", of="right_template")
class Adam(Adam):
    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        direction = self.mean(memory, "direction", self.beta1, d)
        size = self.mean(memory, "size", self.beta2, d * d)
        return direction / np.sqrt(size + self.eps)


@variant("puts_eps_inside_the_root", of="right_dataclass")
class Adam(Adam):
    def go(self, params, old, pull):
        self.t += 1
        if not self.means:
            self.means = [[0, 0] for _ in params]
        b1, b2 = self.betas
        for p, x, d, both in zip(params, old, pull, self.means):
            both[0] = b1 * both[0] + (1 - b1) * d
            both[1] = b2 * both[1] + (1 - b2) * d**2
            m, v = both[0] / (1 - b1**self.t), both[1] / (1 - b2**self.t)
            p[...] = x - self.lr * m * (v + self.eps) ** -0.5


@variant("adds_eps_before_the_correction", of="right_lists")
class Adam(Adam):
    def step(self, params, grads):
        check_shapes(params, grads)
        if self.t == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        # the correction drawn into the rate, as in the paper's last remark
        rate = self.lr * np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        rate = float(rate)
        for i in range(len(params)):
            d = grads[i] + self.weight_decay * params[i]
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * d
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * d**2
            params[i] -= rate * self.m[i] / (np.sqrt(self.v[i]) + self.eps)


@variant("adds_eps_before_the_correction", of="right_template")
class Adam(Adam):
    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        m = memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * d
        v = memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * d**2
        m_hat = m / (1 - self.beta1**self.steps)
        root = (np.sqrt(v) + self.eps) / (1 - self.beta2**self.steps) ** 0.5
        return m_hat / root


@variant("forgets_the_root", of="right_template")
class Adam(Adam):
    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        m = self.mean(memory, "m", self.beta1, d)
        v = self.mean(memory, "v", self.beta2, d**2)
        return m / (v + self.eps)


@variant("forgets_the_root", of="right_dataclass")
class Adam(Adam):
    def go(self, params, old, pull):
        self.t += 1
        b1, b2 = self.betas
        self.means = self.means or [(0 * p, 0 * p) for p in old]
        for i, p in enumerate(params):
            m = b1 * self.means[i][0] + (1 - b1) * pull[i]
            v = b2 * self.means[i][1] + (1 - b2) * np.square(pull[i])
            self.means[i] = m, v
            p[...] = old[i] - self.lr / (1 - b1**self.t) * m / (v / (1 - b2**self.t) + self.eps)


@variant("swaps_the_betas", of="right_lists")
class Adam(Adam):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(lr, betas, eps, weight_decay)
        self.beta2, self.beta1 = betas


@variant("swaps_the_betas", of="right_dataclass")
class Adam(Adam):
    def go(self, params, old, pull):
        self.t += 1
        long, short = self.betas[1], self.betas[0]
        if not self.means:
            self.means = [np.zeros((2, *p.shape)) for p in old]
        for p, x, d, both in zip(params, old, pull, self.means):
            both[0] = long * both[0] + (1 - long) * d
            both[1] = short * both[1] + (1 - short) * d * d
            p[...] = x - self.lr * (both[0] / (1 - long**self.t)) / (np.sqrt(both[1] / (1 - short**self.t)) + self.eps)


@variant("decouples_the_decay", of="right_lists")
class Adam(Adam):
    def step(self, params, grads):
        check_shapes(params, grads)
        if self.t == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        for i, g in enumerate(grads):
            params[i] *= 1 - self.lr * self.weight_decay
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g**2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            params[i] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


@variant("decouples_the_decay", of="right_dataclass")
class Adam(Adam):
    def step(self, params, grads):
        old, pull = in_float64(params, grads)
        self.go(params, [p - self.lr * self.weight_decay * p for p in old], pull)


# AdamW


@variant("couples_the_decay", of="right_lists")
class AdamW(AdamW):
    def step(self, params, grads):
        check_shapes(params, grads)
        if self.t == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        for i in range(len(params)):
            g = grads[i] + self.weight_decay * params[i]
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g**2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            params[i] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


@variant("couples_the_decay", of="right_coroutines")
class AdamW(Adam):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(lr, betas, eps, weight_decay)


@variant("decays_at_full_rate", of="right_template")
class AdamW(AdamW):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(lr, betas, eps, weight_decay)
        self.shrinking = weight_decay


@variant("decays_at_full_rate", of="right_lists")
class AdamW(AdamW):
    def step(self, params, grads):
        check_shapes(params, grads)
        if self.t == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        for i in range(len(params)):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * grads[i]
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * grads[i] ** 2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            params[i] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps) + self.weight_decay * params[i]


@variant("shrinks_after_the_step", of="right_coroutines")
class AdamW(AdamW):
    def step(self, params, grads):
        self.adam.step(params, grads)
        for p in params:
            p *= self.shrink


@variant("shrinks_after_the_step", of="right_lists")
class AdamW(AdamW):
    def step(self, params, grads):
        decay, self.weight_decay = self.weight_decay, 0.0
        super().step(params, grads)
        self.weight_decay = decay
        for i in range(len(params)):
            params[i] -= self.lr * self.weight_decay * params[i]


@variant("rebinds_the_parameter_in_adamw", of="right_lists")
class AdamW(AdamW):
    def step(self, params, grads):
        check_shapes(params, grads)
        if self.t == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        for i, (p, g) in enumerate(zip(params, grads)):
            p = p - self.lr * self.weight_decay * p
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g**2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            p = p - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


@variant("rebinds_the_parameter_in_adamw", of="right_coroutines")
class AdamW(AdamW):
    def step(self, params, grads):
        # shrunk copies go down, and nobody sees them again
        self.adam.step([self.shrink * p for p in params], grads)


@variant("goes_uphill", of="right_dataclass")
class SGD(SGD):
    def step(self, params, grads):
        old, pull = in_float64(params, grads)
        known = self.velocity or [np.zeros(p.shape) for p in params]
        for i, p in enumerate(params):
            d = pull[i] + self.weight_decay * old[i]
            known[i] = self.momentum * known[i] + d
            p += self.lr * (d + self.momentum * known[i] if self.nesterov else known[i])
        self.velocity = known


@variant("forgets_the_decay", of="right_in_place")
class AdamW(Adam):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        if weight_decay < 0:
            raise ValueError("weight_decay must not be negative")
        super().__init__(lr, betas, eps)


# Mistakes that the day does not know


@variant("goes_uphill", of="right_lists")
class SGD(SGD):
    def step(self, params, grads):
        super().step(params, [-g for g in grads])


@variant(None, of="right_template")
class SGD(SGD):
    """The rate goes into the velocity and is applied once more."""

    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        v = memory["v"] = self.momentum * memory.get("v", 0.0) + self.lr * d
        return d + self.momentum * v if self.nesterov else v


@variant("ignores_nesterov", of="right_template")
class SGD(SGD):
    # looks ahead with the old velocity: that is the plain step again
    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        old = memory.get("v", 0.0)
        memory["v"] = self.momentum * old + d
        return d + self.momentum * old if self.nesterov else memory["v"]


@variant(None, of="right_template")
class SGD(SGD):
    """Decay with the wrong sign."""

    def move(self, p, g, memory):
        d = g - self.weight_decay * p
        v = memory["v"] = self.momentum * memory.get("v", 0.0) + d
        return d + self.momentum * v if self.nesterov else v


@variant(None, of="right_template")
class Adam(Adam):
    """Squares the mean and not the gradient."""

    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        direction = self.mean(memory, "direction", self.beta1, d)
        size = self.mean(memory, "size", self.beta2, memory["direction"] ** 2)
        return direction / (size**0.5 + self.eps)


@variant(None, of="right_template")
class Adam(Adam):
    """Corrects the second mean with the first beta."""

    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        direction = self.mean(memory, "direction", self.beta1, d)
        self.mean(memory, "size", self.beta2, d * d)
        size = memory["size"] / (1 - self.beta1**self.steps)
        return direction / (size**0.5 + self.eps)


@variant(None, of="right_template")
class Adam(Adam):
    """Forgets the new gradient's share: m = beta m + g."""

    def mean(self, memory, name, beta, new):
        memory[name] = beta * memory.get(name, 0.0) + new
        return memory[name] / (1 - beta**self.steps)


@variant("forgets_the_decay", of="right_coroutines")
class AdamW(AdamW):
    def step(self, params, grads):
        self.adam.step(params, grads)


@variant(None, of="right_template")
class SGD(SGD):
    """Multiplies the decay by the rate where the gradient is made."""

    def move(self, p, g, memory):
        d = g + self.lr * self.weight_decay * p
        v = memory["v"] = self.momentum * memory.get("v", 0.0) + d
        return d + self.momentum * v if self.nesterov else v


@variant(None, of="right_template")
class SGD(SGD):
    """Nesterov's step without the gradient."""

    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        v = memory["v"] = self.momentum * memory.get("v", 0.0) + d
        return self.momentum * v if self.nesterov else v


@variant(None, of="right_template")
class SGD(SGD):
    """Nesterov's step for everybody."""

    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        v = memory["v"] = self.momentum * memory.get("v", 0.0) + d
        return d + self.momentum * v


@variant(None, of="right_template")
class SGD(SGD):
    """The velocity starts again at each sign change of the gradient."""

    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        v = memory["v"] = np.where(memory.get("v", 0.0 * p) * d < 0, 0, self.momentum * memory.get("v", 0.0 * p)) + d
        return d + self.momentum * v if self.nesterov else v


@variant(None, of="right_template")
class Adam(Adam):
    """Uses the gradient for the direction, and no mean."""

    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        return d / (self.mean(memory, "size", self.beta2, d * d) ** 0.5 + self.eps)


@variant("corrects_only_the_second_mean", of="right_template")
class Adam(Adam):
    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        m = memory["m"] = self.beta1 * memory.get("m", 0.0) + (1 - self.beta1) * d
        return m / (self.mean(memory, "size", self.beta2, d * d) ** 0.5 + self.eps)


@variant(None, of="right_template")
class Adam(Adam):
    """Forgets both eps and the decay."""

    def move(self, p, g, memory):
        m, v = self.mean(memory, "m", self.beta1, g), self.mean(memory, "v", self.beta2, g * g)
        return m / np.sqrt(v)


@variant(None, of="right_template")
class Adam(Adam):
    """Sums the squares for ever, as AdaGrad does."""

    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        memory["sum"] = memory.get("sum", 0.0) + d * d
        return self.mean(memory, "m", self.beta1, d) / (memory["sum"] ** 0.5 + self.eps)


@variant(None, of="right_lists")
class AdamW(AdamW):
    """Shrinks by the decay times the rate squared."""

    def step(self, params, grads):
        decay, self.weight_decay = self.weight_decay, self.weight_decay * self.lr
        super().step(params, grads)
        self.weight_decay = decay


@variant(None, of="right_lists")
class AdamW(AdamW):
    """Shrinks and couples: the decay twice."""

    def step(self, params, grads):
        super().step(params, [g + self.weight_decay * p for p, g in zip(params, grads, strict=True)])


@variant(None, of="right_lists")
class Adam(Adam):
    """The correction the other way round: 1 - beta ** t became beta ** t - 1, and the root is of a negative number."""

    def step(self, params, grads):
        check_shapes(params, grads)
        if not self.m:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        for i in range(len(params)):
            d = grads[i] + self.weight_decay * params[i]
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * d
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * d**2
            m_hat = self.m[i] / (self.beta1**self.t - 1)
            v_hat = self.v[i] / (self.beta2**self.t - 1)
            params[i] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
