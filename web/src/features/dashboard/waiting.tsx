import { Card, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useId, type ComponentType, type ReactNode } from 'react';

export interface WaitingItem {
  key: string;
  icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  text: string;
  /** Which one of several that say the same. */
  detail?: string | undefined;
  /** The way to it. */
  action: ReactNode;
}

interface WaitingProps {
  title: string;
  items: readonly WaitingItem[];
  /** Said when there is none; without it, nothing is shown then. */
  none?: string;
}

/** What waits for this person, each with the way to it. */
export function Waiting({ title, items, none }: WaitingProps) {
  const titleId = useId();
  if (items.length === 0 && none === undefined) {
    return null;
  }
  return (
    <Stack gap="sm" component="section" aria-labelledby={titleId}>
      <Title order={2} size="h4" id={titleId}>
        {title}
      </Title>
      {items.length === 0 ? (
        <Group gap="sm">
          <IconCircleCheck size={20} aria-hidden />
          <Text>{none}</Text>
        </Group>
      ) : (
        <Stack gap="sm" role="list">
          {items.map(({ key, icon: Icon, text, detail, action }) => (
            <Card key={key} withBorder padding="sm" role="listitem">
              <Group justify="space-between" gap="sm">
                <Group gap="sm" wrap="nowrap">
                  <ThemeIcon size={36} radius="xl" variant="light" color="yellow">
                    <Icon size={20} aria-hidden />
                  </ThemeIcon>
                  <div>
                    <Text fw={600}>{text}</Text>
                    {detail !== undefined && (
                      <Text size="sm" c="dimmed">
                        {detail}
                      </Text>
                    )}
                  </div>
                </Group>
                {action}
              </Group>
            </Card>
          ))}
        </Stack>
      )}
    </Stack>
  );
}
