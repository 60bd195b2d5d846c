import { Alert, Avatar, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconTrash, IconUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { getMe, removeMyPhoto, replaceMyPhoto, type UserRead } from '@/client';
import { BusyButton } from '@/shared/forms/busy-button';
import { updateSessionUser } from '@/shared/session/session';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { ProblemAlert, useProblemText } from '@/shared/ui/problem-alert';

import { photoFault, PHOTO_TYPES } from './photo-rules';
import { Section } from './section';

async function put(file: Blob): Promise<UserRead> {
  const { data } = await replaceMyPhoto({ body: { file } });
  updateSessionUser(data);
  return data;
}

/** Takes the photo away and keeps its bytes, for whoever wants it back. */
async function remove(address: string | null): Promise<Blob | null> {
  const kept = address === null ? null : await fetch(address);
  await removeMyPhoto();
  const { data } = await getMe();
  updateSessionUser(data);
  return kept?.ok === true ? kept.blob() : null;
}

interface Chosen {
  file: File;
  /** Where the browser shows it from, until it is let go. */
  address: string;
}

function useChosen(): [Chosen | null, (file: File | null) => void] {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  useEffect(() => {
    return () => {
      if (chosen !== null) {
        URL.revokeObjectURL(chosen.address);
      }
    };
  }, [chosen]);
  const choose = (file: File | null) =>
    setChosen(file === null ? null : { file, address: URL.createObjectURL(file) });
  return [chosen, choose];
}

export function PhotoSection({ user }: { user: UserRead }) {
  const { t } = useTranslation(['profile', 'common']);
  const textOf = useProblemText();
  const [chosen, setChosen] = useChosen();
  const [fault, setFault] = useState<ReturnType<typeof photoFault>>(null);
  const choose = useRef<HTMLButtonElement>(null);
  const toChoosing = () => {
    setChosen(null);
    requestAnimationFrame(() => choose.current?.focus());
  };
  const upload = useMutation({
    mutationFn: put,
    onSuccess: () => {
      toChoosing();
      notifyDone(t('photo.saved'));
    },
  });
  const restore = useMutation({
    mutationFn: put,
    onError: (error) => notifyProblem(textOf(error)),
    onSuccess: () => choose.current?.focus(),
  });
  const removal = useMutation({
    mutationFn: () => remove(user.photo_large_url),
    onError: (error) => notifyProblem(textOf(error)),
    onSuccess: (kept) => {
      choose.current?.focus();
      notifyDone(
        t('photo.removed'),
        kept === null
          ? undefined
          : { label: t('common:action.undo'), run: () => restore.mutate(kept) },
      );
    },
  });
  const pick = (picked: File | null) => {
    upload.reset();
    const found = picked === null ? null : photoFault(picked);
    setFault(found);
    setChosen(found === null ? picked : null);
  };
  return (
    <Section title={t('photo.title')}>
      <Group gap="lg" align="center">
        <Avatar
          src={chosen?.address ?? user.photo_large_url}
          name={user.full_name}
          alt={t(chosen === null ? 'photo.alt' : 'photo.alt_preview')}
          color="praxis"
          size={96}
          radius={96}
        />
        <Stack gap="xs" flex={1} miw="14rem">
          <Text size="sm" c="dimmed">
            {t('photo.hint')}
          </Text>
          <Group gap="xs">
            {chosen !== null && (
              <>
                <BusyButton busy={upload.isPending} onClick={() => upload.mutate(chosen.file)}>
                  {t('photo.use')}
                </BusyButton>
                <Button variant="default" onClick={toChoosing}>
                  {t('leave')}
                </Button>
              </>
            )}
            {chosen === null && (
              <>
                <FileButton onChange={pick} accept={PHOTO_TYPES.join(',')}>
                  {(props) => (
                    <Button
                      {...props}
                      ref={choose}
                      variant="default"
                      leftSection={<IconUpload size={16} aria-hidden />}
                    >
                      {t(user.photo_url === null ? 'photo.choose' : 'photo.replace')}
                    </Button>
                  )}
                </FileButton>
                {user.photo_url !== null && (
                  <BusyButton
                    variant="subtle"
                    color="gray"
                    busy={removal.isPending}
                    leftSection={<IconTrash size={16} aria-hidden />}
                    onClick={() => removal.mutate()}
                  >
                    {t('photo.remove')}
                  </BusyButton>
                )}
              </>
            )}
          </Group>
        </Stack>
      </Group>
      {fault !== null && (
        <Alert color="red" role="alert" variant="light" icon={<IconAlertCircle aria-hidden />}>
          {t(`photo.fault.${fault}`)}
        </Alert>
      )}
      {upload.isError && <ProblemAlert error={upload.error} />}
    </Section>
  );
}
