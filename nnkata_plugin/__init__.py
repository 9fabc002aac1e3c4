"""nnkata: 84 katas from a dot product to a deployed model, and the pytest plugin that checks them."""

__version__ = "0.1.0"
