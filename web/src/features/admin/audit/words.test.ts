import { describe, expect, it } from 'vitest';

import admin from '@/locales/en/admin.json';

import { ACTIONS, ENTITIES, knownAction } from './words';

describe('the words of the audit log', () => {
  it('are there for every action and every kind of thing, and for no other', () => {
    const words = Object.entries(admin.audit.action).flatMap(([subject, verbs]) =>
      Object.keys(verbs).map((verb) => `${subject}.${verb}`),
    );
    expect([...ACTIONS].toSorted()).toEqual(words.toSorted());
    expect([...ENTITIES].toSorted()).toEqual(Object.keys(admin.audit.entity).toSorted());
  });

  it('are missed for an action of a newer server', () => {
    expect(knownAction('appointment.teleported')).toBeUndefined();
  });
});
