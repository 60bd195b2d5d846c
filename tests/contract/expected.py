"""Who gets through where, decided by hand. Each operation has one row; none may be missing.

The token: `no` (plays no part), `may` (a bad one is refused, none is fine), `must`. Then one letter
for each caller in the order of `SIGNED_IN`, that is

    stranger, owner, other doctor, treating doctor, staff, admin, admin with a stated reason

`+` gets through; `0` gets through and finds nothing of the owner's; `F` 403, known but not allowed;
`N` 404, may not know that it exists; `I` 422, names in the body what they may not know of.
"""

STATUS_OF = {"F": 403, "N": 404, "I": 422}

NO_TOKEN = """
login create_token refresh_token forget_password reset_password verify_email
list_regions get_region
list_specialties get_practice get_photo get_health get_liveness get_readiness
read_visit_link confirm_by_visit_link cancel_by_visit_link
finish_login start_passkey_second_factor start_passkey_login login_with_passkey
"""

TOKEN_MAY_BE_SENT = """
register
list_doctors get_doctor list_doctor_visit_types
list_availability list_availability_exceptions list_time_off
list_slots explain_slot list_first_slots list_slot_days
list_locations get_location list_location_holidays
list_visit_types get_visit_type list_resources get_resource
"""

TOKEN_NEEDED = """
logout                              +++++++
request_email_verification          +++++++
follow_events                       +++++++
get_me                              +++++++
update_me                           +++++++
replace_my_photo                    +++++++
remove_my_photo                     +++++++

step_up                             +++++++
start_passkey_step_up               +++++++
get_my_factors                      +++++++
start_totp                          +++++++
confirm_totp                        +++++++
remove_totp                         +++++++
replace_recovery_codes              +++++++
start_passkey                       +++++++
add_passkey                         IIIIIII
rename_passkey                      N+NNNNN
remove_passkey                      N+NNNNN
list_my_sessions                    +++++++
end_my_other_sessions               +++++++
end_my_session                      N+NNNNN
end_sessions_of_user                FFFFF++
list_api_keys                       FFFFF++
make_api_key                        FFFFF++
revoke_api_key                      FFFFF++

list_notifications                  +++++++
mark_notifications_read             +++++++
get_notification_preferences        +++++++
update_notification_preferences     +++++++
get_message_queue                   FFFFF++
list_dead_letters                   FFFFF++
retry_dead_letters                  FFFFF++
retry_dead_letter                   FFFFF++
dismiss_dead_letter                 FFFFF++
list_folder_mails                   FFFFF++
get_folder_mail                     FFFFF++
get_folder_mail_file                FFFFF++

list_users                          FFFFF++
search_users                        FFFFF++
create_user                         FFFFF++
get_user                            FFFFF++
update_user                         FFFFF++
deactivate_user                     FFFFF++
list_audit_events                   FFFFF++
export_audit_events                 FFFFF++

create_doctor                       FFFFF++
get_own_doctor                      FF++FFF
update_doctor                       FFF+F++
deactivate_doctor                   FFFFF++
approve_doctor                      FFFFF++
replace_doctor_visit_types          FFF+F++
add_availability                    FFF++++
replace_availability                FFF++++
delete_availability                 FFF++++
add_availability_exception          FFF++++
delete_availability_exception       FFF++++
add_time_off                        FFF++++
cancel_time_off                     FFF++++
preview_schedule_change             FFF++++
list_openings                       FF+++++

update_practice                     FFFFF++
create_location                     FFFFF++
update_location                     FFFFF++
deactivate_location                 FFFFF++
decide_location_holiday             FFFFF++
withdraw_location_holiday           FFFFF++
create_visit_type                   FFFFF++
update_visit_type                   FFFFF++
deactivate_visit_type               FFFFF++
create_resource                     FFFFF++
update_resource                     FFFFF++
deactivate_resource                 FFFFF++

list_patients                       0+0++++
search_patients                     0+0++++
create_patient                      ++FF+++
get_patient                         N+N++++
update_patient                      N+NF+++
deactivate_patient                  N+NF+++
list_patient_accesses               N+NFF++

hold_slot                           +++++++
release_hold                        N+NNNNN
book_appointment                    I+F++++
list_appointments                   0+0++++
list_all_appointments               FFFF+++
list_patient_appointments           N+N++++
get_appointment                     N+N++++
update_appointment                  N+N++++
change_appointment_status           NFN++++
reschedule_appointment              N+N++++
cancel_appointment                  N+N++++
delete_appointment                  N+N++++
get_appointment_calendar_file       N+N++++
list_appointment_events             N+N++++

get_visit_account                   N+N++++
take_payment                        FFFF+++
refund_payment                      FFFF+++
list_payments                       0+0++++
get_payment                         N+N++++
get_receipt_pdf                     N+FF+++
get_day_end                         FFFF+++
get_day_end_csv                     FFFF+++
get_day_end_pdf                     FFFF+++

get_record_draft                    FFN+FFF
save_record_draft                   FFN+FFF
discard_record_draft                FFN+FFF
write_medical_record                FFN+FFF
list_medical_records                0+0+FF+
get_medical_record                  N+N+FF+
list_medical_record_versions        N+N+FF+
amend_medical_record                FFN+FFF
list_medical_records_of_patient     N+N+FF+
open_records_in_emergency           FF+++FF
list_emergencies                    FFFFF++
review_emergency                    FFFFF++
attach_file                         FFN+FFF
get_attachment                      N+N+FF+

get_dashboard                       +++++++
get_report_overview                 FFFFF++
get_report_overview_csv             FFFFF++
get_report_overview_pdf             FFFFF++
get_doctor_report                   FFF+F++
get_doctor_report_csv               FFF+F++
get_doctor_report_pdf               FFF+F++
list_report_visits                  FF0+F++
"""

EVERYONE = "+++++++"

# Operation → (token, one letter a caller).
EXPECTED: dict[str, tuple[str, str]] = {
    **dict.fromkeys(NO_TOKEN.split(), ("no", EVERYONE)),
    **dict.fromkeys(TOKEN_MAY_BE_SENT.split(), ("may", EVERYONE)),
    **{
        name: ("must", cells)
        for name, cells in (line.split() for line in TOKEN_NEEDED.splitlines() if line)
    },
}


def expected(operation: str, caller: str, signed_in: tuple[str, ...]) -> str:
    """The letter of one cell; `U` is 401."""
    token, cells = EXPECTED[operation]
    if caller in signed_in:
        return cells[signed_in.index(caller)]
    if token == "no" or (token == "may" and caller == "nobody"):
        return "+"
    return "U"
