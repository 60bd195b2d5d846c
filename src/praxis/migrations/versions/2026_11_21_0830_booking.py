"""One call that writes a booking: what it claims and all that it leaves behind.

An outcome is returned, not raised: PostgreSQL would log every refusal of a wanted time.
"""

from alembic import op

revision = "2026_11_21_0830"
down_revision = "2026_11_21_0820"
branch_labels = None
depends_on = None

# 1396918340 is the first key of the locks on schedules; bookings of one doctor share theirs. Each
# statement in the body sees what was committed while the one before it waited.
#
# One plan is kept for each statement: planned anew with the values of each call, the look at what
# is taken would cost more than all the writing.
#
# The inner block is undone as a whole when a rival was faster between the look and the claim; the
# error that undoes it is caught here and never logged.
BOOK_VISIT = """
    CREATE FUNCTION book_visit(
        p_uid uuid, p_patient_id bigint, p_doctor_id bigint, p_location_id bigint,
        p_visit_type_id bigint, p_starts_at timestamptz, p_ends_at timestamptz, p_status text,
        p_lane smallint, p_reason text, p_symptoms text, p_notes text, p_duration_minutes bigint,
        p_fee_amount numeric, p_fee_currency text, p_booked_by bigint, p_booked_as text,
        p_override_reason text, p_expires_at timestamptz, p_now timestamptz,
        p_schedule_version bigint, p_doctor_resource_id bigint, p_patient_resource_id bigint,
        p_claimed_from timestamptz, p_claimed_until timestamptz,
        p_kind text, p_audit_uid uuid, p_request_id text, p_access_reason text, p_details jsonb,
        p_message_uid uuid,
        p_hold_uids uuid[], p_hold_audit_uids uuid[], p_hold_message_uid uuid,
        p_key_scope text, p_key text, p_request_hash bytea,
        p_answer_status bigint, p_answer bytea, p_answer_etag text,
        OUT outcome text, OUT appointment_id bigint
    ) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
    DECLARE
        v_during CONSTANT tstzrange := tstzrange(p_claimed_from, p_claimed_until);
        v_doctor boolean;
        v_patient boolean;
        v_expired boolean;
        v_event_id bigint;
    BEGIN
        PERFORM pg_advisory_xact_lock_shared(1396918340, p_doctor_id::int);
        IF NOT EXISTS (SELECT FROM doctors d
                       WHERE d.id = p_doctor_id AND d.schedule_version = p_schedule_version) THEN
            outcome := 'schedule_changed';
            RETURN;
        END IF;

        -- What is taken already is refused without a write. No claim is longer than a day.
        SELECT bool_or(c.resource_id = p_doctor_resource_id),
               bool_or(c.resource_id = p_patient_resource_id),
               bool_or(c.expires_at <= p_now)
        INTO v_doctor, v_patient, v_expired
        FROM claims c
        WHERE c.resource_id IN (p_doctor_resource_id, p_patient_resource_id)
          AND lower(c.during) > p_claimed_from - interval '1 day'
          AND lower(c.during) < p_claimed_until AND upper(c.during) > p_claimed_from
          AND c.lane = CASE c.resource_id WHEN p_doctor_resource_id THEN p_lane ELSE 0 END
          AND (c.hold_id IS NULL OR c.hold_id NOT IN (
              SELECT h.id FROM holds h
              WHERE h.uid = ANY (p_hold_uids) AND h.user_id = p_booked_by));
        IF v_doctor OR v_patient THEN
            outcome := CASE WHEN v_expired THEN 'expired_in_the_way'
                            WHEN v_doctor THEN 'slot_taken' ELSE 'patient_busy' END;
            RETURN;
        END IF;

        BEGIN
            IF p_key IS NOT NULL THEN
                INSERT INTO idempotency_keys (scope, key, request_hash, status, body, etag)
                VALUES (p_key_scope, p_key, p_request_hash, p_answer_status, p_answer,
                        p_answer_etag)
                ON CONFLICT DO NOTHING;
                IF NOT FOUND THEN
                    RAISE SQLSTATE 'PX001' USING MESSAGE = 'key_used';
                END IF;
            END IF;

            IF cardinality(p_hold_uids) > 0 THEN
                WITH used AS (
                    DELETE FROM holds h WHERE h.uid = ANY (p_hold_uids) AND h.user_id = p_booked_by
                    RETURNING h.uid
                )
                INSERT INTO audit_events
                    (uid, actor_id, actor_role, action, entity, entity_uid, request_id, reason)
                SELECT given.audit_uid, p_booked_by, p_booked_as, 'hold.used', 'hold', used.uid,
                       p_request_id, p_access_reason
                FROM used
                JOIN unnest(p_hold_uids, p_hold_audit_uids) AS given (uid, audit_uid)
                  ON given.uid = used.uid;
                IF FOUND THEN
                    INSERT INTO outbox_messages (uid, topic, payload)
                    VALUES (p_hold_message_uid, 'scheduling.hold_changed',
                            jsonb_build_object('doctor_id', p_doctor_id));
                END IF;
            END IF;

            INSERT INTO appointments
                (uid, patient_id, doctor_id, location_id, visit_type_id, starts_at, ends_at,
                 status, lane, reason, symptoms, notes, duration_minutes, fee_amount,
                 fee_currency, booked_by, booked_as, override_reason, expires_at, created_at,
                 updated_at)
            VALUES
                (p_uid, p_patient_id, p_doctor_id, p_location_id, p_visit_type_id, p_starts_at,
                 p_ends_at, p_status, p_lane, p_reason, p_symptoms, p_notes, p_duration_minutes,
                 p_fee_amount, p_fee_currency, p_booked_by, p_booked_as, p_override_reason,
                 p_expires_at, p_now, p_now)
            RETURNING id INTO appointment_id;

            WITH got AS (
                INSERT INTO claims
                    (resource_id, lane, during, kind, expires_at, appointment_id)
                SELECT wanted.resource_id, wanted.lane, v_during, 'visit', p_expires_at,
                       book_visit.appointment_id
                -- An overbooked doctor is still visited by a patient who is nowhere else.
                FROM (VALUES (p_doctor_resource_id, p_lane), (p_patient_resource_id, 0::smallint))
                     AS wanted (resource_id, lane)
                ORDER BY wanted.resource_id
                ON CONFLICT DO NOTHING
                RETURNING resource_id
            )
            SELECT coalesce(bool_or(resource_id = p_doctor_resource_id), false),
                   coalesce(bool_or(resource_id = p_patient_resource_id), false)
            INTO v_doctor, v_patient FROM got;
            IF NOT v_doctor THEN
                RAISE SQLSTATE 'PX001' USING MESSAGE = 'slot_taken';
            ELSIF NOT v_patient THEN
                RAISE SQLSTATE 'PX001' USING MESSAGE = 'patient_busy';
            END IF;

            INSERT INTO appointment_events
                (appointment_id, at, kind, to_status, actor_id, actor_role, reason)
            VALUES (book_visit.appointment_id, p_now, p_kind, p_status, p_booked_by, p_booked_as,
                    p_override_reason)
            RETURNING id INTO v_event_id;

            INSERT INTO audit_events
                (uid, actor_id, actor_role, action, entity, entity_uid, patient_id, request_id,
                 reason, details)
            VALUES (p_audit_uid, p_booked_by, p_booked_as, 'appointment.' || p_kind,
                    'appointment', p_uid, p_patient_id, p_request_id,
                    coalesce(p_override_reason, p_access_reason), p_details);

            INSERT INTO outbox_messages (uid, topic, payload)
            VALUES (p_message_uid, 'scheduling.appointment_' || p_kind,
                    jsonb_build_object('appointment_id', book_visit.appointment_id,
                                       'event_id', v_event_id, 'sequence', 0));
        EXCEPTION WHEN SQLSTATE 'PX001' THEN
            outcome := SQLERRM;
            appointment_id := NULL;
            RETURN;
        END;
        outcome := 'booked';
    END
    $$
"""


def upgrade() -> None:
    op.execute(BOOK_VISIT)


def downgrade() -> None:
    op.execute("DROP FUNCTION book_visit")
