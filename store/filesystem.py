"""Whether a folder is on another machine: SQLite's write-ahead log needs memory that all its processes share."""

from __future__ import annotations

import os
from pathlib import Path

_REMOTE = frozenset({
    "9p", "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.ceph", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs",
    "fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "webdav",
})  # fmt: skip
"""Types of file systems that other machines may write to at the same time."""


def is_remote(path: Path) -> bool:
    """Whether a file lies, or would lie, on a network file system."""
    import psutil

    real = os.path.realpath(path)
    around = [mount for mount in psutil.disk_partitions(all=True) if _is_below(real, mount.mountpoint)]
    innermost = max(around, key=lambda mount: len(mount.mountpoint), default=None)
    return innermost is not None and innermost.fstype.lower() in _REMOTE


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
