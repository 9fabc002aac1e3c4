"""Files that ship with nnkata: read only if they are the ones that were packaged."""

import hashlib
from pathlib import Path


def read(path: Path, sha256: str) -> bytes:
    """Read a packaged file.

    Raises:
        ValueError: The file is missing, or its content is not the packaged one.
    """
    remedy = "install nnkata again, or in a clone: git checkout -- references/datasets"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror}): {remedy}") from None
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(
            f"{path}: {len(content)} bytes with sha256 {found[:12]}..., expected {sha256[:12]}...: {remedy}"
        )
    return content
