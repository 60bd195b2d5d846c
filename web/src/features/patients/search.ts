import { flagParam, type RawSearch } from '@/shared/tables/search';

/** What is searched for stays out of the address: names would lie in the browser's history. */
export interface PatientsSearch {
  inactive?: true;
}

export function readPatientsSearch(raw: RawSearch): PatientsSearch {
  return { inactive: flagParam(raw.inactive) };
}

export interface PatientSearchParams {
  edit?: true;
}

export function readPatientSearch(raw: RawSearch): PatientSearchParams {
  return { edit: flagParam(raw.edit) };
}
