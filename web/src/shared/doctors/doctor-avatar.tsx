import { Avatar } from '@mantine/core';

interface DoctorAvatarProps {
  name: string;
  /** Initials when absent. */
  photo?: string | null;
  size?: number;
}

/** Picture of a doctor. The name always stands beside it, so readers of the screen skip it. */
export function DoctorAvatar({ name, photo = null, size = 48 }: DoctorAvatarProps) {
  return (
    <Avatar
      src={photo}
      name={name}
      color="praxis"
      radius="xl"
      size={size}
      alt=""
      aria-hidden
      imageProps={{ loading: 'lazy' }}
    />
  );
}
