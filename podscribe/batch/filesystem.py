"""On what kind of disk a folder lies."""

from __future__ import annotations

import re
from pathlib import Path

from podscribe.errors import PodscribeError

_MOUNTS = Path("/proc/self/mountinfo")
_SHARED = frozenset(  # several computers write there, and locks and shared memory are not shared
    {
        *("nfs", "nfs4", "cifs", "smb", "smbfs", "smb3", "afs", "9p", "v9fs", "drvfs", "vboxsf"),
        *("ceph", "lustre", "gpfs", "beegfs", "glusterfs", "ocfs2", "gfs2", "pvfs2", "orangefs"),
        *("davfs", "wekafs", "prl_fs"),
    }
)
_LOCAL_FUSE = frozenset({"fuseblk", "fuse.ntfs-3g", "fuse.fuse-overlayfs", "fuse.mergerfs"})


def filesystem_of(folder: Path, mounts: str) -> str | None:
    """The kind of the file system that holds the folder, as the kernel's table of mounts has it.

    >>> mounts = '''22 1 0:21 / / rw - ext4 /dev/vda rw
    ... 31 22 0:44 / /home/my\\\\040net rw,relatime shared:1 - nfs4 server:/export rw'''
    >>> filesystem_of(Path("/home/my net/show"), mounts), filesystem_of(Path("/home"), mounts)
    ('nfs4', 'ext4')
    """
    best: tuple[int, str] | None = None
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        parts, kinds = before.split(), after.split()
        if len(parts) < 5 or not kinds:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), parts[4]))
        if folder == point or point in folder.parents:
            depth = len(point.parts)
            if best is None or depth >= best[0]:
                best = depth, kinds[0]
    return best[1] if best else None


def is_shared(kind: str) -> bool:
    """Whether it is a drive on the network, or one that a program makes look like a disk."""
    return kind in _SHARED or (kind.startswith("fuse.") and kind not in _LOCAL_FUSE)


def require_local(path: Path) -> None:
    """An error where a database would be damaged sooner or later."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return  # no Linux: nobody tells
    kind = filesystem_of(path.parent.resolve(), mounts)
    if kind is not None and is_shared(kind):
        raise unsuitable(path, f"is on a network drive ({kind})")


def unsuitable(path: Path, what: str) -> PodscribeError:
    return PodscribeError(
        f"{what}, where a ledger does not keep",
        file=path,
        remedy="put it on a disk of this computer with --ledger",
    )
