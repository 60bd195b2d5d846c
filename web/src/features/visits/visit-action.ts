export const VISIT_ACTIONS = ['move', 'cancel', 'words'] as const;

/** What is being done to a visit; it stands in the address. */
export type VisitAction = (typeof VISIT_ACTIONS)[number];
