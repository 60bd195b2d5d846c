/** "X-ray room" typed is the tag `x-ray-room`: small letters, digits, hyphens. */
export function tagOf(typed: string): string {
  return typed
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, 40);
}

/** As tags, each once, none empty. */
export function tagsOf(typed: readonly string[]): string[] {
  return [...new Set(typed.map(tagOf))].filter((tag) => tag !== '');
}
