import { Box, Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';

interface PageProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** `reading` for texts and forms, `content` for lists, `full` for calendars. */
  width?: 'reading' | 'content' | 'full';
  children: ReactNode;
}

const WIDTHS = {
  reading: 'var(--praxis-reading-width)',
  content: 'var(--praxis-content-width)',
  full: '100%',
};

/** Whoever opens an address begins at the top of the page, by the link that skips to the content. */
let isFirstPage = true;

/** Title, document title, and the place where the focus goes after navigation. */
export function Page({ title, description, actions, width = 'content', children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Praxis`;
  }, [title]);
  useEffect(() => {
    // Whoever followed a link hears the new page; what the page itself focused stays.
    const free = document.activeElement === null || document.activeElement === document.body;
    if (free && !isFirstPage) {
      heading.current?.focus({ preventScroll: true });
    }
    isFirstPage = false;
  }, []);
  return (
    <Stack gap="lg" maw={WIDTHS[width]} mx="auto" w="100%">
      <Group justify="space-between" align="flex-end" gap="sm" className="praxis-page-header">
        <Box>
          <Title order={1} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {description !== undefined && (
            <Text c="dimmed" mt={4} component="div">
              {description}
            </Text>
          )}
        </Box>
        {actions !== undefined && (
          <Group gap="xs" className="praxis-no-print">
            {actions}
          </Group>
        )}
      </Group>
      {children}
    </Stack>
  );
}
