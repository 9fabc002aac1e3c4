"""The truth in float64. An angle comes from both the sine and the cosine, for near 0 the cosine alone knows little."""

import numpy as np


def normalize(x):
    return x / np.linalg.norm(x)


def normalize_error_scale(x):
    """Each number is as far off as its own size says: the length is a sum of squares, which does not cancel."""
    return len(x), np.abs(normalize(x))


def cosine_similarity(a, b):
    return float(normalize(a) @ normalize(b))


def cosine_similarity_error_scale(a, b):
    """The products without their signs."""
    return len(a), float(np.abs(normalize(a)) @ np.abs(normalize(b)))


def angle(a, b):
    """Kahan's: half the angle has the tangent |u - v| / |u + v|, u and v of length 1."""
    u, v = normalize(a), normalize(b)
    return float(2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v)))


def project(x, onto):
    return (x @ onto) / (onto @ onto) * onto


def project_error_scale(x, onto):
    """The sum of products without signs, in the place of the sum."""
    return len(x), (np.abs(x) @ np.abs(onto)) / (onto @ onto) * np.abs(onto)


def gram_schmidt(a):
    """By Householder's reflections, which lose no right angle; only the signs have to be made those of the shadows."""
    q, r = np.linalg.qr(a)
    return q * np.sign(np.diag(r))


def gram_schmidt_error_scale(a):
    return len(a), 1.0


def gram_schmidt_condition(a):
    """Near dependent columns the directions themselves are uncertain, however right their angles are."""
    return float(np.linalg.cond(a))
