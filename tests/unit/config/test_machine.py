import os
import resource

from dokaz.config import machine

HEADER = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


def test_no_memory_is_written_when_the_process_crashes_and_new_files_are_private(tmp_path):
    limits, mask = resource.getrlimit(resource.RLIMIT_CORE), os.umask(0o022)
    try:
        machine.harden()
        (tmp_path / "new").touch()
        assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
        assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    finally:
        os.umask(mask)
        resource.setrlimit(resource.RLIMIT_CORE, (0, limits[1]) if limits[1] == 0 else (0, 0))


def test_a_swap_partition_is_named_and_compressed_memory_is_not(tmp_path):
    listed = tmp_path / "swaps"
    listed.write_text(f"{HEADER}/dev/dm-1 partition 8388604 0 -2\n/dev/zram0 partition 4194300 0 100\n")
    assert machine.swaps(listed) == ("/dev/dm-1",)


def test_a_machine_without_swap_has_none(tmp_path):
    listed = tmp_path / "swaps"
    listed.write_text(HEADER)
    assert machine.swaps(listed) == ()
    assert machine.swaps(tmp_path / "nothing") == ()
