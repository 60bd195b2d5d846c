"""What the plan says openly goes into the database sealed, as everything clinical does."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar, cast

from praxis.demo.ledger import Ledger
from praxis.demo.rows import PatientRow, RecordRow, RecordVersionRow, Row
from praxis.directory.patients.background import Background, seal_background
from praxis.kit.sealing.vault import Vault
from praxis.records.contents import Content
from praxis.records.seals import seal_content

R = TypeVar("R", bound=Row)


def seal_rows(vault: Vault, ledger: Ledger, rows: Sequence[R]) -> Sequence[R]:
    """The same rows as the tables have them."""
    sealed = [_seal(vault, ledger, row) for row in rows]
    return cast("Sequence[R]", sealed)


def _seal(vault: Vault, ledger: Ledger, row: Row) -> Row:
    if isinstance(row, PatientRow) and isinstance(row.sealed, Background):
        return replace(row, sealed=seal_background(vault, row.uid, row.sealed))
    if isinstance(row, RecordVersionRow) and isinstance(row.sealed, Content):
        # Ids count from 1 in the order of the rows.
        record = ledger.rows(RecordRow)[row.record_id - 1]
        patient = ledger.rows(PatientRow)[record.patient_id - 1]
        sealed = seal_content(vault, row.sealed, record.uid, row.number, patient.uid)
        return replace(row, sealed=sealed)
    return row
