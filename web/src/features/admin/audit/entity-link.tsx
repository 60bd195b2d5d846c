import { useTranslation } from 'react-i18next';

import { TextLink } from '@/shared/ui/link';

interface EntityLinkProps {
  entity: string;
  id: string;
}

/** To the page of what an event is about, where administrators have one. */
export function EntityLink({ entity, id }: EntityLinkProps) {
  const { t } = useTranslation('admin');
  const open = t('audit.open');
  switch (entity) {
    case 'patient':
      return (
        <TextLink to="/patients/$patientId" params={{ patientId: id }} size="sm">
          {open}
        </TextLink>
      );
    case 'user':
      return (
        <TextLink to="/admin/users" search={{ edit: id }} size="sm">
          {open}
        </TextLink>
      );
    case 'doctor':
      return (
        <TextLink to="/admin/doctors" search={{ edit: id }} size="sm">
          {open}
        </TextLink>
      );
    case 'location':
      return (
        <TextLink to="/admin/locations" search={{ edit: id }} size="sm">
          {open}
        </TextLink>
      );
    case 'visit_type':
      return (
        <TextLink to="/admin/visit-types" search={{ edit: id }} size="sm">
          {open}
        </TextLink>
      );
    case 'resource':
      return (
        <TextLink to="/admin/rooms" search={{ edit: id }} size="sm">
          {open}
        </TextLink>
      );
    default:
      return null;
  }
}
