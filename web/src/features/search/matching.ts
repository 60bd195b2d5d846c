/** Which names fit what was typed: every word begins a word of the name. Pure. */

function words(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLocaleLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}

export function fits(name: string, typed: string): boolean {
  const of = words(name);
  return words(typed).every((word) => of.some((own) => own.startsWith(word)));
}
