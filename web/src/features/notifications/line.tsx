import { Text, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { NotificationRead } from '@/client';
import { useSignedInUser } from '@/shared/session/use-session';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';

import classes from './notifications.module.css';
import { targetOf } from './target';
import { useWords } from './use-words';

interface LineProps {
  line: NotificationRead;
  /** It was unread when it was first seen here. */
  fresh: boolean;
  onFollow?: () => void;
}

/** What happened, to which visit, and how long ago; a link to the visit. */
export function Line({ line, fresh, onFollow }: LineProps) {
  const { t } = useTranslation('notifications');
  const format = useFormat();
  const now = useNow();
  const { role } = useSignedInUser();
  const { title, when, before, about, whom } = useWords()(line);
  const target = targetOf(line, role);
  const content = (
    <>
      <span className={classes.dot} data-fresh={fresh || undefined}>
        {fresh && <VisuallyHidden>{t('new')}</VisuallyHidden>}
      </span>
      <span>
        <Text span display="block" size="sm" fw={600}>
          {title}
        </Text>
        <Detail>{when}</Detail>
        <Detail>{before}</Detail>
        {about.length > 0 && (
          <Detail>
            {about.map((part, index) => (
              <Fragment key={part}>
                {index > 0 && ' · '}
                <bdi>{part}</bdi>
              </Fragment>
            ))}
          </Detail>
        )}
        <Detail>{whom}</Detail>
        <Text span display="block" size="xs" c="dimmed" mt={2}>
          <time dateTime={line.created_at}>{format.ago(line.created_at, now)}</time>
        </Text>
      </span>
    </>
  );
  return (
    <li>
      {target === null ? (
        <div className={classes.line}>{content}</div>
      ) : (
        <Link {...target} className={classes.line} onClick={onFollow}>
          {content}
        </Link>
      )}
    </li>
  );
}

function Detail({ children }: { children: ReactNode }) {
  return (
    children !== null && (
      <Text span display="block" size="sm">
        {children}
      </Text>
    )
  );
}
