import { Paper } from '@mantine/core';
import type { ReactNode } from 'react';

import { Page } from '@/shared/ui/page';

import classes from './identity.module.css';

interface AccountPageProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Below the form: the way to the other form. */
  beside?: ReactNode;
}

/** A narrow page with one form. */
export function AccountPage({ title, description, children, beside }: AccountPageProps) {
  return (
    <div className={classes.narrow}>
      <Page title={title} description={description} width="full">
        <Paper withBorder p={{ base: 'md', xs: 'xl' }}>
          {children}
        </Paper>
        {beside}
      </Page>
    </div>
  );
}
