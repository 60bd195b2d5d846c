import { createFileRoute } from '@tanstack/react-router';

import { sitePath } from '@/features/identity/next-path';
import { RegisterPage } from '@/features/identity/register-page';

interface RegisterSearch {
  as?: 'doctor';
  next?: string;
}

export const Route = createFileRoute('/register')({
  validateSearch: (search: Record<string, unknown>): RegisterSearch => {
    const next = sitePath(search.next);
    return {
      ...(search.as === 'doctor' ? { as: 'doctor' } : {}),
      ...(next === undefined ? {} : { next }),
    };
  },
  component: Register,
});

function Register() {
  const { as, next } = Route.useSearch();
  return <RegisterPage as={as ?? 'patient'} next={next} />;
}
