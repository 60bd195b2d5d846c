import { Box, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { DoctorAvatar } from './doctor-avatar';

interface DoctorLineProps {
  doctor: { full_name: string; specialty: string; photo_url?: string | null };
  size?: number;
  /** What stands below name and specialty. */
  children?: ReactNode;
}

/** Picture, name and specialty of a doctor, the same wherever one is named. */
export function DoctorLine({ doctor, size = 44, children }: DoctorLineProps) {
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <DoctorAvatar name={doctor.full_name} photo={doctor.photo_url} size={size} />
      <Box miw={0}>
        <Text fw={600}>{doctor.full_name}</Text>
        <Text size="sm" c="dimmed">
          {doctor.specialty}
        </Text>
        {children}
      </Box>
    </Group>
  );
}
