import { CURRENCIES, Money, parseCurrency } from '#kernel';

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d+))?$/;

/** Reads JSON with every number kept as the text it was written in. Throws SyntaxError when it is not JSON. */
export function readExact(text: string): unknown {
  JSON.parse(text);
  return JSON.parse(
    text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  ) as unknown;
}

/** An amount in major units as the provider writes it (`45.5`, `-12`, `7.000`); null when it is not exact in cents. */
export function moneyFrom(decimal: unknown, currencyCode: unknown): Money | null {
  if (typeof decimal !== 'string' || typeof currencyCode !== 'string') return null;
  if (!Object.hasOwn(CURRENCIES, currencyCode)) return null;
  const currency = parseCurrency(currencyCode);
  const [, sign, whole, fraction = ''] = DECIMAL.exec(decimal) ?? [];
  const places = CURRENCIES[currency];
  if (whole === undefined || !/^0*$/.test(fraction.slice(places))) return null;
  const minor = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  return Money.of(sign === '-' ? -minor : minor, currency);
}
