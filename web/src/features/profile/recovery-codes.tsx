import { Alert, Button, CopyButton, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** Codes that are shown once: they stay until the reader says that they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const { t } = useTranslation('security');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      role="region"
      aria-label={t('codes.title')}
      color="praxis"
      variant="light"
      title={t('codes.title')}
    >
      <Stack gap="sm">
        <Text size="sm">{t('codes.text')}</Text>
        <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="xs" component="ul" p={0} m={0} dir="ltr">
          {codes.map((code) => (
            <Text key={code} component="li" ff="monospace" style={{ listStyle: 'none' }}>
              {code}
            </Text>
          ))}
        </SimpleGrid>
        <Group gap="xs">
          <CopyButton value={codes.join('\n')}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {t(copied ? 'codes.copied' : 'codes.copy')}
              </Button>
            )}
          </CopyButton>
          <Button size="xs" onClick={onKept}>
            {t('codes.kept')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
