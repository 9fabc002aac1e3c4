"""Rotary position embedding in PyTorch, which has no call of its own for it: the lines that Llama's models run."""

import torch


def _tables(x: torch.Tensor, base: float, offset: int) -> tuple[torch.Tensor, torch.Tensor]:
    time, head_dim = x.shape[-2:]
    places = torch.arange(offset, offset + time, dtype=x.dtype, device=x.device)
    powers = torch.arange(0, head_dim, 2, dtype=x.dtype, device=x.device) / max(1, head_dim)
    angles = torch.outer(places, base**-powers)
    return angles.cos(), angles.sin()


def _turned(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    first, second = x.chunk(2, dim=-1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], dim=-1)


def forward(x: torch.Tensor, base: float = 10000.0, offset: int = 0) -> torch.Tensor:
    """[..., time, head_dim], head_dim even -> the same shape."""
    return _turned(x, *_tables(x, base, offset))


def backward(dy: torch.Tensor, x: torch.Tensor, base: float = 10000.0, offset: int = 0) -> torch.Tensor:
    """Turned back: less work than autograd's."""
    cos, sin = _tables(x, base, offset)
    return _turned(dy, cos, -sin)
