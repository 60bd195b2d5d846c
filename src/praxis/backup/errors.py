"""Why there is no backup, or none that can be restored. Each message says what to mend."""

from datetime import datetime
from pathlib import Path


class BackupError(Exception):
    """A backup or a restore that cannot be done."""


class AnotherRuns(BackupError):
    # With `--scheduled` that is no failure: the other one is a backup, too.
    EXIT_CODE = 5

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Another backup into {folder} is under way. Wait until it has ended.")


class DiskFull(BackupError):
    """`needed`, `free`: bytes, where that was seen before anything was written."""

    def __init__(self, folder: Path, needed: int | None = None, free: int | None = None) -> None:
        said = f"The disk of {folder} is full. Nothing half made was left there."
        if needed is not None and free is not None:
            said = (
                f"The disk of {folder} has too little room: about {needed // 2**20} MiB are "
                f"needed, {free // 2**20} MiB are free. Nothing was written."
            )
        super().__init__(
            f"{said} Free some space, or name another disk: by PRAXIS_BACKUP__FOLDER for backups, "
            "by PRAXIS_DATA_DIR for the data, beside which each backup is proven, or by --to."
        )


class ProgramFailed(BackupError):
    def __init__(self, program: str, complaint: str) -> None:
        super().__init__(f"{program} failed: {complaint or 'without a word'}")


class KeyMissing(BackupError):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The key of the backups is not at {path}. Without it no backup can be opened. Put "
            "back the copy that `praxis backup keys` made, or name its place by --keys or "
            "PRAXIS_BACKUP__KEY_FILE."
        )


class KeyUnreadable(BackupError):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not a key that Praxis made: it should hold one line that begins with "
            "`praxis-backup-key-1:`."
        )


class KeyGone(BackupError):
    """A new key beside backups of another would hide that they cannot be opened any more."""

    def __init__(self, path: Path, folder: Path) -> None:
        super().__init__(
            f"{folder} holds backups, and their key is not at {path}. Put the key back; or, if it "
            f"is lost, move {folder} away: its backups cannot be opened without it, and new ones "
            "then get a new key."
        )


class WrongKey(BackupError):
    def __init__(self, name: str, wanted: str, given: str) -> None:
        super().__init__(
            f"The backup {name} was sealed with the key {wanted}; the one given is {given}."
        )


class FolderOfAnotherKey(BackupError):
    """What was added would lie beside what it does not fit, and one of the two is soon lost."""

    def __init__(self, folder: Path, wanted: str, given: str) -> None:
        super().__init__(
            f"{folder} holds backups under the key {wanted}, and the key here is {given}. Put the "
            "first one back (`praxis backup keys` copied it); or, if it is lost, or the folder is "
            "another practice's, name another folder or move this one away."
        )


class KeyInTheWay(BackupError):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already, and is not the one of the practice that is restored: what "
            "that practice writes would be sealed under it. Move it away, or restore elsewhere."
        )


class Damaged(BackupError):
    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is damaged or was changed after the backup. Nothing was restored from it. "
            "Take another backup, or another copy of this one."
        )


class FileGone(BackupError):
    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is missing from the backup. Nothing was restored. Take another backup, or "
            "another copy of this one."
        )


class NoBackup(BackupError):
    def __init__(self, folder: Path, until: datetime | None = None) -> None:
        before = f" that had ended by {until.isoformat()}" if until is not None else ""
        super().__init__(f"There is no whole backup{before} in {folder}.")


class NotToThatTime(BackupError):
    def __init__(self, at: datetime, why: str) -> None:
        super().__init__(f"It cannot be restored to {at.isoformat()}: {why}")


class LogEndsEarly(BackupError):
    """Committed work would be lost without a word: whoever restores must say that it may be."""

    def __init__(self, place: Path, covered: datetime | None, why: str) -> None:
        reach = (
            f"The archive reaches {covered.isoformat()}, but {why}"
            if covered is not None
            else f"It cannot be told how far the log after this backup goes: {why}"
        )
        super().__init__(
            f"{reach} (in {place}). Nothing was restored. Copy that folder again, all of it, from "
            "where backups are made; or name a moment before that with --at; or one backup, like "
            "…/base/NAME, to have what it holds; or add --as-far-as-it-goes: then all that was "
            "committed after the last readable moment is lost, and that moment is named."
        )


class TargetNotEmpty(BackupError):
    def __init__(self, place: Path) -> None:
        super().__init__(
            f"{place} is there already: a practice is restored into an empty place only. Name "
            "another by --to or PRAXIS_DATA_DIR, or move this one away."
        )


class NotByRename(BackupError):
    """What is restored is there all at once or not at all, and no rename goes to another disk."""

    def __init__(self, place: Path) -> None:
        super().__init__(
            f"{place} is a mount or a link: a restore gives the data their place by a rename, and "
            "that does not go to another disk. Nothing was restored. Unmount it, or take the link "
            "away, and restore; then move what came there onto that disk and mount it again. Or "
            "name by --to a folder that lies on that disk as a whole."
        )


class RestoreUnfinished(BackupError):
    """Whatever started here now would take what is half restored for a new practice."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(
            f"A practice is being restored into {data_dir}, or that was interrupted. Wait until it "
            "has ended, or run the same `praxis restore` again: it begins anew. To give it up, "
            f"delete {data_dir}."
        )


class NewerThanThis(BackupError):
    def __init__(self, what: str, theirs: str, ours: str) -> None:
        super().__init__(
            f"The backup is of {what} {theirs}, and this Praxis has {ours}. Restore it with the "
            "Praxis that made it, or a newer one."
        )


class OlderThanThis(BackupError):
    def __init__(self, name: str, theirs: str, ours: str) -> None:
        super().__init__(
            f"The backup {name} is of PostgreSQL {theirs}, and this Praxis has {ours}. Restore it "
            f"with the release that made it, or another with PostgreSQL {theirs}; then start this "
            "Praxis on that data folder, which carries the data over."
        )


# The server makes a new file for the states of transactions where one of these begins.
TRANSACTIONS_A_FILE = 2**20


class CountsLower(BackupError):
    """The audit would not be sealed any more."""

    def __init__(self, here: int, known: int) -> None:
        epoch, number = divmod((known // TRANSACTIONS_A_FILE + 1) * TRANSACTIONS_A_FILE, 2**32)
        words = f"--epoch={epoch} " * (epoch > 0) + f"--next-transaction-id={number}"
        super().__init__(
            f"This server counts transactions from {here}, and the audit in the database goes to "
            f"{known}. No session was ended. Stop the server, run `pg_resetwal {words} "
            "DATA-FOLDER` as its user, start it, and repeat this."
        )


class NotProven(BackupError):
    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"The backup {name} was made, but restoring it into a scratch server failed: {why}"
        )


class CutShort(BackupError):
    """What has taken too long to wait for; the next one goes on from there."""

    def __init__(self) -> None:
        super().__init__("There are more new files than could be sealed before the server stopped.")
