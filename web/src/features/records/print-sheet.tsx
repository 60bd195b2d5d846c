import { useTranslation } from 'react-i18next';

import type { DoctorRead, LocationRead, PatientRead, PracticeRead, RecordRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';

import classes from './print-sheet.module.css';

/** A pharmacist needs the prescription, and has no business with the rest. */
export type Sheet = 'record' | 'prescription';

interface PrintSheetProps {
  sheet: Sheet;
  record: RecordRead;
  zone: string;
  specialty: string | undefined;
  /** What of these is not known stays out. */
  practice: PracticeRead | undefined;
  place: LocationRead | undefined;
  doctor: DoctorRead | undefined;
  patient: PatientRead | undefined;
}

/** The record as it is printed; not to be seen on the screen. */
export function PrintSheet({
  sheet,
  record,
  zone,
  specialty,
  practice,
  place,
  doctor,
  patient,
}: PrintSheetProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const born = patient?.date_of_birth ?? null;
  const old = record.version < record.latest_version;
  return (
    <article className={classes.sheet} aria-hidden>
      <header className={classes.head}>
        <div>
          <p className={classes.name}>{practice?.name ?? place?.name}</p>
          {practice !== undefined && practice.name !== place?.name && <p>{place?.name}</p>}
          <p>{place?.address}</p>
          <p dir="ltr">{place?.phone}</p>
        </div>
        <div className={classes.doctor}>
          <p className={classes.name}>{record.doctor_name}</p>
          <p>{doctor?.specialty ?? specialty}</p>
          {doctor !== undefined && <p>{t('print.licence', { number: doctor.licence_number })}</p>}
        </div>
      </header>
      <p className={classes.title}>{t(`print.${sheet}`)}</p>
      <div className={classes.people}>
        <p>
          {t('print.patient')} <strong>{record.patient_name}</strong>
        </p>
        {born !== null && <p>{t('print.born', { day: format.day(born, 'numeric') })}</p>}
        {patient !== undefined && patient.sex !== 'unknown' && <p>{t(`sex.${patient.sex}`)}</p>}
        <p>{t('print.visit_on', { day: format.dayOf(record.visited_at, zone, 'numeric') })}</p>
      </div>
      {old && <p>{t('old_version', { number: format.number(record.version) })}</p>}
      {sheet === 'record' && (
        <>
          <p className={classes.section}>{t('diagnosis')}</p>
          <p className={classes.text}>
            {record.diagnosis}
            {record.diagnosis_code !== null && ` (${record.diagnosis_code})`}
          </p>
          <p className={classes.section}>{t('prescription')}</p>
        </>
      )}
      <MedicineTable items={record.prescription} />
      {sheet === 'record' && record.notes !== null && (
        <>
          <p className={classes.section}>{t('notes')}</p>
          <p className={classes.text}>{record.notes}</p>
        </>
      )}
      <p className={classes.signature}>{t('print.signature', { doctor: record.doctor_name })}</p>
      <p className={classes.foot}>
        {t('print.foot', {
          id: record.id,
          version: format.number(record.version),
          day: format.dayOf(record.written_at, zone, 'numeric'),
        })}
      </p>
    </article>
  );
}

function MedicineTable({ items }: { items: RecordRead['prescription'] }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  if (items.length === 0) {
    return <p>{t('no_prescription')}</p>;
  }
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('print.number')}</th>
            <th scope="col">{t('print.medicine')}</th>
            <th scope="col">{t('print.dose')}</th>
            <th scope="col">{t('print.frequency')}</th>
            <th scope="col">{t('print.duration')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item, index) => (
            <tr key={`${index} ${item.medicine}`}>
              <td>{format.number(index + 1)}</td>
              <td>
                <span className={classes.medicine}>{item.medicine}</span>
                {item.notes !== null && <div>{item.notes}</div>}
              </td>
              <td>{item.dose}</td>
              <td>{item.frequency}</td>
              <td>{item.duration}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {/* So that nobody can add a line by hand. */}
      <p className={classes.end}>{t('print.end', { count: items.length })}</p>
    </>
  );
}
