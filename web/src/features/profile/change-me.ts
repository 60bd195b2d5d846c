import { getMe, updateMe, type UpdateMeData, type UserRead } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { updateSessionUser } from '@/shared/session/session';

/** Changes the account; after a change elsewhere the next try is on top of that one. */
export async function changeMe(
  { version }: UserRead,
  body: UpdateMeData['body'],
): Promise<UserRead> {
  try {
    const { data } = await updateMe({ headers: { 'if-match': `"${version}"` }, body });
    updateSessionUser(data);
    return data;
  } catch (error) {
    if (problemOf(error).status === 412) {
      updateSessionUser((await getMe()).data);
    }
    throw error;
  }
}
