"""Libraries in installed packages, loaded so that they are found by their bare names."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.models.embedded import EMBEDDED_FOLDER
from podscribe.transcribe import TranscribeOptions, cuda, loading, open_engine

TOP = Path(__file__).parents[2]
BARE = """
import ctypes, sys
def found(name):
    try:
        return bool(ctypes.CDLL(name))
    except OSError:
        return False
"""


def run(code: str, *arguments: str) -> str:
    """What a fresh process prints: what it loads stays there."""
    done = subprocess.run(
        [sys.executable, "-c", BARE + code, *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=TOP,
    )
    return done.stdout.strip()


def is_installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def test_a_library_of_a_package_is_found_by_its_bare_name_once_it_was_loaded() -> None:
    library, package = "libnvJitLink.so.13", "nvidia-nvjitlink"
    if not is_installed(package):
        pytest.skip("torch is installed without CUDA")
    code = (
        "from podscribe.transcribe import cuda\n"
        "print(found(sys.argv[1]))\n"
        "cuda._load(cuda.packaged(*sys.argv[1:]))\n"
        "print(found(sys.argv[1]))\n"
    )
    assert run(code, library, package).split() == ["False", "True"]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder as the package fills it, with libraries of a function each."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    folder = tmp_path / "nvidia" / "cublas" / "lib"
    folder.mkdir(parents=True)
    about = tmp_path / f"{cuda.PACKAGE.replace('-', '_')}-12.9.1.4.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {cuda.PACKAGE}\nVersion: 12.9\n")
    rows = []
    for name in ("libcublasLt.so.12", cuda.CUBLAS):
        source = tmp_path / "source.c"
        source.write_text("int cublasGetVersion(void) { return 12; }")
        arguments = ["-shared", "-fPIC", f"-Wl,-soname,{name}", "-o", str(folder / name)]
        subprocess.run([compiler, *arguments, str(source)], check=True)
        rows.append(f"nvidia/cublas/lib/{name},,\n")
    (about / "RECORD").write_text("".join(rows))
    return tmp_path


LOAD = """
sys.path.insert(0, sys.argv[1])
from podscribe.transcribe.cuda import CUBLAS, load_cublas
before = found(CUBLAS)
load_cublas()
print(before, found(CUBLAS), found("libcublasLt.so.12"), ctypes.CDLL(CUBLAS).cublasGetVersion())
print(*{row.split()[-1] for row in open("/proc/self/maps") if CUBLAS in row})
"""


def test_the_library_that_ctranslate2_asks_for_is_found_by_its_name(installed: Path) -> None:
    if not Path("/proc/self/maps").is_file():
        pytest.skip("what is loaded cannot be seen here")
    states, path = run(LOAD, str(installed)).splitlines()
    assert states.split()[1:] == ["True", "True", "12"]
    assert path == str(installed / "nvidia" / "cublas" / "lib" / cuda.CUBLAS)


def test_a_damaged_library_is_to_be_installed_again(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (installed / "nvidia" / "cublas" / "lib" / "libcublasLt.so.12").write_bytes(b"cut off")
    monkeypatch.syspath_prepend(str(installed))
    with pytest.raises(PodscribeError, match=r"libcublas\.so\.12 on a GPU") as caught:
        cuda.load_cublas()
    assert caught.value.remedy is not None
    assert caught.value.remedy.startswith(f"pip install --force-reinstall {cuda.PACKAGE}")


def test_without_the_library_a_gpu_is_refused_before_the_model_is_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if is_installed(cuda.PACKAGE) or run(f"print(found({cuda.CUBLAS!r}))") == "True":
        pytest.skip("the library is here")
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(EMBEDDED_FOLDER / "whisper" / name, tmp_path)
    (tmp_path / "model.bin").write_bytes(b"no model")
    monkeypatch.setattr(loading, "gpu_count", lambda: 1)
    with pytest.raises(PodscribeError) as caught:
        open_engine(tmp_path, TranscribeOptions(device="cuda"))
    assert "libcublas.so.12: cannot open shared object file" in str(caught.value)
    assert caught.value.remedy == (
        "pip install 'podscribe[gpu]' installs it; --device cpu works without"
    )


def test_a_package_that_is_not_there_has_no_library() -> None:
    assert cuda.packaged("libcublas.so.12", "nvidia-of-nobody") is None
    assert cuda.packaged("libcublas.so.99", "pip") is None


def test_the_extra_that_is_named_holds_the_package() -> None:
    extras = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cuda.INSTALL == "pip install 'podscribe[gpu]'"
    assert any(
        each.startswith(f"{cuda.PACKAGE}>=12") for each in extras["optional-dependencies"]["gpu"]
    )
