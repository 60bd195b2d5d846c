"""Every action that an event can have, by what it is done to. The web app has words for each.

An action that is missing here fails the tests: of the source, and of what the tests themselves did.
"""

VERBS = {
    "api_key": ("created", "listed", "revoked"),
    "appointment": (
        "approved",
        "booked",
        "cancelled",
        "check_in_undone",
        "checked_in",
        "completed",
        "declined",
        "entered_in_error",
        "expired",
        "exported",
        "history_read",
        "in_progress",
        "left_without_seen",
        "listed",
        "no_show",
        "no_show_undone",
        "read",
        "reopened",
        "requested",
        "rescheduled",
        "start_undone",
        "updated",
    ),
    "attachment": ("added", "read"),
    "audit": ("exported", "read"),
    "availability": ("added", "deleted", "exception_added", "exception_deleted", "replaced"),
    "backup": ("restored",),
    "break_glass": ("listed", "opened", "reviewed"),
    "demo": ("loaded",),
    "doctor": ("approved", "created", "updated", "visit_types_replaced"),
    "factor": (
        "added",
        "recovery_codes_replaced",
        "removed",
        "renamed",
        "reset",
        "totp_begun",
    ),
    "hold": ("created", "expired", "released", "used"),
    "location": ("created", "holiday_decided", "holiday_withdrawn", "updated"),
    "mail": ("opened",),
    "medical_record": ("amended", "listed", "read", "written"),
    "message": ("dismissed", "released", "retried"),
    "patient": ("access_log_read", "created", "deactivated", "listed", "read", "updated"),
    "payment": ("exported", "listed", "read", "receipt_opened", "received", "refunded"),
    "practice": ("updated",),
    "record_draft": ("discarded", "read", "saved", "started"),
    "region": ("imported",),
    "resource": ("created", "updated"),
    "session": (
        "ended",
        "opened",
        "refreshed",
        "refused",
        "reuse_detected",
        "second_factor_asked",
        "step_up_refused",
        "stepped_up",
    ),
    "time_off": ("added", "cancelled"),
    "user": (
        "attempts_forgotten",
        "created",
        "deactivated",
        "email_verified",
        "listed",
        "notification_preferences_changed",
        "password_refused",
        "password_reset",
        "password_reset_requested",
        "read",
        "registered",
        "registration_repeated",
        "updated",
        "verification_requested",
    ),
    "visit_type": ("created", "updated"),
}
ACTIONS = frozenset(f"{subject}.{verb}" for subject, verbs in VERBS.items() for verb in verbs)

# What can be done to the data of one patient, who reads of it in the list of accesses. Drafts are
# saved every few seconds: that one was begun is listed there, each saving is not.
SUBJECTS_OF_PATIENTS = (
    "appointment",
    "attachment",
    "audit",
    "break_glass",
    "medical_record",
    "patient",
    "payment",
    "record_draft",
)
OF_PATIENTS = frozenset(
    f"{subject}.{verb}" for subject in SUBJECTS_OF_PATIENTS for verb in VERBS[subject]
) - {"record_draft.saved"}
