"""Day 50, one picture: the letters of a word look at each other."""

import numpy as np

WORD = "banana bandana"


def plot(kata, axes):
    # A letter's vector is drawn once and is its query and its key: equal letters fit best. The unit matrix as values
    # hands each weight through, so the picture needs nothing but the function of the day.
    rng = np.random.default_rng(50)
    vectors = {letter: rng.standard_normal(16) for letter in sorted(set(WORD))}
    letters = np.array([vectors[letter] for letter in WORD])[None, None]
    weights = kata.scaled_dot_product_attention(letters, letters, np.eye(len(WORD))[None, None])[0, 0]
    image = axes.imshow(weights, cmap="viridis", vmin=0)
    axes.figure.colorbar(image, ax=axes, label="weight")
    axes.set_xticks(range(len(WORD)), [letter if letter != " " else "_" for letter in WORD])
    axes.set_yticks(range(len(WORD)), [letter if letter != " " else "_" for letter in WORD])
    axes.set_xlabel("key: the letter looked at")
    axes.set_ylabel("query: the letter that looks")
    axes.set_title("Each row sums to 1; equal letters share")
