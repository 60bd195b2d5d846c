import { listPatientsOptions } from '@/client/@tanstack/react-query.gen';

/** Everyone that the account may book for. */
export const patientsOptions = listPatientsOptions({ query: { limit: 200 } });
