import { Avatar } from '@mantine/core';

/** Initials of the doctor. The name always stands beside it, so readers of the screen skip it. */
export function DoctorAvatar({ name, size = 48 }: { name: string; size?: number }) {
  return <Avatar name={name} color="praxis" radius="xl" size={size} alt="" aria-hidden />;
}
