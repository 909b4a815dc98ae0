"""A PostgreSQL cluster of one's own, from Debian's programs: never the one the package starts."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from tests import places

BIN = Path("/usr/lib/postgresql/15/bin")
ADMIN, OWNER, WEB = "admin", "dokaz_owner", "dokaz"
PORT = 5432  # the name of a socket in a folder of our own: nothing listens on the network
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "shared_buffers": "32MB",
    "dynamic_shared_memory_type": "mmap",
    "max_connections": "40",
    "autovacuum": "off",
    "log_min_messages": "fatal",
    "max_wal_size": "256MB",
}


def require():
    """Skip with the reason where Debian's programs are not installed; fail where CI=true."""
    if not (BIN / "postgres").is_file():
        said = "PostgreSQL 15 of Debian (package postgresql) must be installed for the checks"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(said)


def unprivileged():
    """Whom the programs run as: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return {}
    who = pwd.getpwnam("postgres")
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": ()}


class Cluster:
    """One server: its folder, its socket, its process."""

    def __init__(self, *, within=None, folder=None, **settings):
        # not under pytest's own folder: as root that is closed to the user the server runs as; and a socket's path is short
        self.folder = folder or Path(tempfile.mkdtemp(prefix="dokaz-pg-", dir=within or places.roomy()))
        self.settings = SETTINGS | {"unix_socket_directories": str(self.folder)} | settings
        self.process = None
        if them := unprivileged():
            os.chown(self.folder, them["user"], them["group"])

    @property
    def data(self):
        return self.folder / "data"

    def run(self, program, *arguments):
        done = subprocess.run(
            [BIN / program, *map(str, arguments)],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **unprivileged(),
        )
        assert done.returncode == 0, f"{program}: {done.stderr or done.stdout}"
        return done.stdout

    def make(self):
        locale = ("--encoding=UTF8", "--locale=C.UTF-8")
        self.run("initdb", "--pgdata", self.data, "--username", ADMIN, "--auth=trust", "--no-sync", "-k", *locale)
        self.start()
        self.sql(f"CREATE ROLE {OWNER} LOGIN", f"CREATE ROLE {WEB} LOGIN")
        return self

    def start(self, *, timeout=60):
        said = [f"--{name}={value}" for name, value in self.settings.items()]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [BIN / "postgres", "-D", self.data, *said], cwd="/", stdout=log, stderr=log, **unprivileged()
        )
        log.close()
        self._wait(timeout)

    def _wait(self, timeout):
        for _ in range(timeout * 20):
            ready = subprocess.run(
                [BIN / "pg_isready", "-q", "-h", self.folder, "-p", str(PORT)], check=False, capture_output=True
            )
            if ready.returncode == 0:
                return
            try:
                self.process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            break
        raise AssertionError((self.folder / "log").read_text())

    def stop(self, how=signal.SIGINT):
        """SIGINT ends in order, SIGQUIT as a power cut does; SIGKILL leaves even the children to find out."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)
        self.process = None

    def kill(self):
        """As a power cut does: nobody is asked, and the children end with it. Only what was flushed is there."""
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        self.stop(signal.SIGKILL)
        for child in children.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)

    def remove(self):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def connect(self, base="postgres", role=ADMIN):
        return superuser(host=self.folder, base=base, role=role)

    def sql(self, *statements, base="postgres"):
        with closing(self.connect(base)) as connection:
            return [connection.execute(each) for each in statements]

    def await_setting(self, name, value):
        """A reload is heard by each process in its own time."""
        for _ in range(200):
            with closing(self.connect()) as fresh:
                if fresh.execute(f"SHOW {name}").fetchone()[0] == value:
                    return
        raise AssertionError(f"{name} did not become {value}")

    def await_follower(self, name):
        following = (
            f"SELECT count(*) FROM pg_stat_replication WHERE application_name = '{name}' AND sync_state = 'sync'"
        )
        for _ in range(2_000):
            if self.sql(following)[0].fetchone()[0]:
                return
        raise AssertionError(f"{name} does not follow")

    def url(self, base, role=WEB):
        return f"postgresql://{role}@/{base}?host={self.folder}&port={PORT}"

    def create(self, base, *, template="template0"):
        name, source, owner = map(sql.Identifier, (base, template, OWNER))
        made = sql.SQL(
            "CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY"
        )  # a quarter less time than by its log
        self.sql(made.format(name, source, owner))
        if template == "template0":
            self.sql(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner), base=base)
        return self.url(base)

    def dump(self, base):
        """All that `pg_dump` says of a database."""
        said = [BIN / "pg_dump", "-h", self.folder, "-p", str(PORT), "-U", ADMIN, base]
        return subprocess.run(said, check=True, capture_output=True).stdout

    def drop(self, base):
        self.sql(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(base)))


def superuser(*, host, base="postgres", role=ADMIN):
    return psycopg.connect(host=str(host), port=PORT, dbname=base, user=role, autocommit=True)


@contextmanager
def cluster(*, within=None, **settings):
    """A running server, removed afterwards; `within` is the folder it is made in, where a disk is to be measured."""
    made = Cluster(within=within, **settings)
    try:
        yield made.make()
    finally:
        made.remove()


@contextmanager
def standby(primary):
    """A second server that follows the first, which acknowledges nothing that is not flushed on both."""
    second = Cluster()
    try:
        of_first = f"host={primary.folder} port={PORT} user={ADMIN} application_name=second"
        second.run("pg_basebackup", "-D", second.data, "-R", "-d", of_first, "--no-sync", "--checkpoint=fast")
        second.start()
        primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'second'", "SELECT pg_reload_conf()")
        primary.await_setting("synchronous_standby_names", "second")
        primary.await_follower("second")
        yield second
    finally:
        second.remove()


def statements(act):
    """How many statements an act says to the server."""
    said = []

    def listen(execute, *call):
        said.append(call[0])
        return execute(*call)

    with connection.execute_wrapper(listen):
        act()
    return len(said)


@contextmanager
def cutting(cluster, *, at):
    """End the connection before the statement of this number; gives the list of what was cut off."""
    left, cut = iter(range(at, 0, -1)), []

    def listen(execute, *call):
        if next(left, None) == 1:
            cluster.sql(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = '{WEB}'")
            cut.append(call[0])
        return execute(*call)

    with connection.execute_wrapper(listen):
        yield cut
