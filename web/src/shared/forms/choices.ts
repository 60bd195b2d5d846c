/** Zones, countries and languages to choose from, named in the reader's language. */

import { localeOf } from '@/shared/time/format';

export interface Choice {
  value: string;
  label: string;
}

// What stands for a place, as the API has it: neither `EST` nor `Etc/GMT+5`.
const PLACES =
  /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\//;

/** ISO 3166-1; which of them have known public holidays the API says. */
const COUNTRIES =
  'AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT ' +
  'BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG ER ' +
  'ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID ' +
  'IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU ' +
  'LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO ' +
  'NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI ' +
  'SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA ' +
  'VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

const SPOKEN =
  'am ar as az be bg bn bs ca cs da de el en es et fa fi fil fr gu ha he hi hr hu hy id ig is it ja ' +
  'ka kk km kn ko ku lo lt lv mk ml mn mr ms my ne nl no or pa pl ps pt ro ru sd si sk sl so sq sr ' +
  'sv sw ta te th tr uk ur uz vi yo zh zu';

/** "UTC+06:00" as it is now there. */
function offsetOf(zone: string): string {
  const offset = Temporal.Now.zonedDateTimeISO(zone).offset;
  return `UTC${offset}`;
}

export function zoneChoices(chosen: string | null): Choice[] {
  const known = Intl.supportedValuesOf('timeZone').filter((zone) => PLACES.test(zone));
  const zones = new Set([...(chosen === null ? [] : [chosen]), ...known, 'UTC']);
  return [...zones].map((zone) => ({
    value: zone,
    label: `${zone.replaceAll('_', ' ')} (${offsetOf(zone)})`,
  }));
}

function named(codes: Iterable<string>, type: 'region' | 'language', language: string): Choice[] {
  const locale = localeOf(language);
  const names = new Intl.DisplayNames(locale, { type });
  return [...new Set(codes)]
    .map((code) => ({ value: code, label: names.of(code) ?? code }))
    .toSorted((one, other) => one.label.localeCompare(other.label, locale));
}

export function countryChoices(language: string): Choice[] {
  return named(COUNTRIES.split(' '), 'region', language);
}

export function spokenLanguageChoices(language: string, chosen: readonly string[]): Choice[] {
  return named([...chosen, ...SPOKEN.split(' ')], 'language', language);
}

export function languageName(code: string, language: string): string {
  return new Intl.DisplayNames(localeOf(language), { type: 'language' }).of(code) ?? code;
}

export function countryName(code: string, language: string): string {
  return new Intl.DisplayNames(localeOf(language), { type: 'region' }).of(code) ?? code;
}
