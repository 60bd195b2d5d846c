from praxis.kit.errors import DomainError, Forbidden, Invalid


class SlotTaken(DomainError):
    """Somebody else has this time: choose another."""

    code = "scheduling.slot_taken"


class PatientBusy(DomainError):
    """The patient has another visit at this time."""

    code = "scheduling.patient_busy"


class NotAvailable(Invalid):
    """This time is not offered; `reason` and `reasons` say why."""

    code = "scheduling.not_available"


class OverrideNeeded(Invalid):
    """This needs a named override and a reason: see `overrides`."""

    code = "scheduling.override_needed"


class OverrideForbidden(Forbidden):
    """Only the practice books over its own rules."""

    code = "scheduling.override_forbidden"


class PatientRequired(Invalid):
    """Say for which patient: `patient_id` is missing."""

    code = "scheduling.patient_required"


class UnknownPatient(Invalid):
    """There is no such patient that you may book for."""

    code = "patients.unknown"


class UnknownRoom(Invalid):
    """The place of this visit has no such room, or the visit needs none."""

    code = "resources.unknown"


class HoldMismatch(Invalid):
    """The hold is for another doctor, visit type, place or time."""

    code = "scheduling.hold_mismatch"


class TooManyHolds(DomainError):
    """You are holding as many times as you may: release one first."""

    code = "scheduling.too_many_holds"


class BadTransition(DomainError):
    """An appointment in this state cannot become that."""

    code = "scheduling.bad_transition"


class TransitionForbidden(Forbidden):
    """Your role may not make this change."""

    code = "scheduling.transition_forbidden"


class TransitionReasonRequired(Invalid):
    """This change needs a reason."""

    code = "scheduling.reason_required"


class ApprovalNeeded(DomainError):
    """Another doctor would have to approve this visit: cancel it, and ask that doctor for one."""

    code = "scheduling.approval_needed"


class TooLate(DomainError):
    """It is too late to change this visit here: call the practice."""

    code = "scheduling.too_late"


class TooEarly(DomainError):
    """This can be said only once the visit was due to begin."""

    code = "scheduling.too_early"


class DayOver(DomainError):
    """This is possible only on the day of the visit."""

    code = "scheduling.day_over"
