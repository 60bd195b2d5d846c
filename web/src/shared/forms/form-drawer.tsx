import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface FormDrawerProps {
  opened: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** A form beside its list; the whole screen on a phone. What is typed outlives closing it. */
export function FormDrawer({ opened, title, onClose, children }: FormDrawerProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  return (
    <Drawer.Root opened={opened} onClose={onClose} position="right" size={phone ? '100%' : '36rem'}>
      <Drawer.Overlay />
      <Drawer.Content>
        {/* The kit's header would count as a second banner of the page. */}
        <Drawer.Header role="presentation">
          <Drawer.Title fw={650} fz="lg">
            {title}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={t('action.close')} />
        </Drawer.Header>
        <Drawer.Body pb={0}>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
