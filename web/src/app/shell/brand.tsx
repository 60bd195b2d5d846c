import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';

import { getPracticeOptions } from '@/client/@tanstack/react-query.gen';
import { HOME } from '@/shared/session/require-role';
import { useUser } from '@/shared/session/use-session';

import { Logo } from './logo';
import classes from './shell.module.css';

const REMEMBERED = 'praxis-practice-name';
const PRODUCT = 'Praxis';

/** The practice by its name, as at the last visit until the server has said it. */
function usePracticeName(): string {
  const { data } = useQuery({ ...getPracticeOptions(), staleTime: Infinity });
  useEffect(() => {
    if (data !== undefined) {
      localStorage.setItem(REMEMBERED, data.name);
    }
  }, [data]);
  const name = data?.name ?? localStorage.getItem(REMEMBERED) ?? '';
  return name === '' ? PRODUCT : name;
}

/** The way to where one starts: the search for visitors, what is next for whoever is signed in. */
export function Brand() {
  const user = useUser();
  const name = usePracticeName();
  return (
    <UnstyledButton
      renderRoot={(props) => <Link {...props} to={user === null ? '/' : HOME} />}
      className={classes.brand}
    >
      <Logo />
      <span className={classes.brandName}>{name}</span>
    </UnstyledButton>
  );
}
