"""What an API key may be let in to. An operation without a scope is not reachable by any key.

None reaches medical records, accounts, sign-ins, messages or keys: who does that is a person.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Scope(StrEnum):
    DIRECTORY_READ = "directory:read"
    DIRECTORY_WRITE = "directory:write"
    SCHEDULES_WRITE = "schedules:write"
    PATIENTS_READ = "patients:read"
    PATIENTS_WRITE = "patients:write"
    APPOINTMENTS_READ = "appointments:read"
    APPOINTMENTS_WRITE = "appointments:write"
    PAYMENTS_READ = "payments:read"
    PAYMENTS_WRITE = "payments:write"
    REPORTS_READ = "reports:read"
    AUDIT_READ = "audit:read"


OPERATIONS: Mapping[Scope, str] = {
    Scope.DIRECTORY_READ: """
        list_doctors get_doctor list_doctor_visit_types
        list_availability list_availability_exceptions list_time_off list_openings
        list_slots explain_slot list_first_slots list_slot_days
        list_locations get_location list_location_holidays
        list_visit_types get_visit_type list_resources get_resource
    """,
    Scope.DIRECTORY_WRITE: """
        update_doctor replace_doctor_visit_types update_practice
        create_location update_location deactivate_location
        decide_location_holiday withdraw_location_holiday
        create_visit_type update_visit_type deactivate_visit_type
        create_resource update_resource deactivate_resource
    """,
    Scope.SCHEDULES_WRITE: """
        add_availability replace_availability delete_availability
        add_availability_exception delete_availability_exception
        add_time_off cancel_time_off preview_schedule_change
    """,
    Scope.PATIENTS_READ: "list_patients search_patients get_patient",
    Scope.PATIENTS_WRITE: "create_patient update_patient",
    Scope.APPOINTMENTS_READ: """
        list_appointments list_all_appointments list_patient_appointments get_appointment
        get_appointment_calendar_file list_appointment_events
    """,
    Scope.APPOINTMENTS_WRITE: """
        book_appointment update_appointment change_appointment_status reschedule_appointment
        cancel_appointment
    """,
    Scope.PAYMENTS_READ: """
        get_visit_account list_payments get_payment get_receipt_pdf
        get_day_end get_day_end_csv get_day_end_pdf
    """,
    Scope.PAYMENTS_WRITE: "take_payment refund_payment",
    Scope.REPORTS_READ: """
        get_report_overview get_report_overview_csv get_report_overview_pdf
        get_doctor_report get_doctor_report_csv get_doctor_report_pdf list_report_visits
    """,
    Scope.AUDIT_READ: "list_audit_events export_audit_events",
}

SCOPE_OF: Mapping[str, Scope] = {
    operation: scope for scope, operations in OPERATIONS.items() for operation in operations.split()
}


def lets_in(scopes: Iterable[str], operation: str | None) -> bool:
    """Whether a key of these scopes reaches the operation; what is not known is not reached."""
    needed = SCOPE_OF.get(operation or "")
    return needed is not None and needed in scopes
