"""The truth for whole formulas, by the complex step (Squire and Trapp 1998): f'(x) = Im f(x + ih) / h.

No difference is taken, so h may be 1e-30 and nothing cancels. No chain rule is applied either: it shares no idea with
the answer it judges.
"""

import numpy as np

STEP = 1e-30


def gradient(f, numbers):
    """f's value at `numbers` and its slope along each of them."""
    slopes = []
    for k in range(len(numbers)):
        moved = [complex(number) for number in numbers]
        moved[k] += 1j * STEP
        slopes.append(float(f(moved).imag / STEP))
    return float(f([complex(number) for number in numbers]).real), slopes


def neuron(weights, inputs, bias):
    n = len(weights)

    def f(z):
        return np.tanh(sum((z[k] * z[n + k] for k in range(n)), z[2 * n]))

    value, slopes = gradient(f, [*weights, *inputs, bias])
    return value, slopes[:n], slopes[n : 2 * n], slopes[2 * n]


def tangle(numbers, recipe):
    def f(z):
        nodes = list(z)
        for operation, i, j in recipe:
            a, b = nodes[int(i)], nodes[int(j)]
            if operation == 0:
                node = a + b
            elif operation == 1:
                node = 2 - a - 3 * b
            elif operation == 2:
                node = np.tanh(a * b)
            elif operation == 3:
                node = a / (b * b + 1)
            elif operation == 4:
                node = np.exp(-a * a) - b
            elif operation == 5:
                node = np.log(1 + b * b) + (a if a.real > 0 else 0)
            else:
                node = 1 / np.sqrt(1 + (a - b) ** 2)
            nodes.append(node)
        return nodes[-1]

    return gradient(f, numbers)
