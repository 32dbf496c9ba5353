// SPDX-License-Identifier: ISC
// Instants, in the reader's time zone and in UTC.
import { el } from './dom.js';
import { locale, text } from './text.js';

const DAY = 86400;

// "25 Nov 2026, 18:05", in local time.
export function local(date) {
  return new Intl.DateTimeFormat(locale,
    { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

// "Wed 25 Nov 2026, 18:05 GMT+1 / 17:05 UTC": with the UTC day where that is
// another one.
export function both(date) {
  const day = { weekday: 'short', day: 'numeric', month: 'short',
    year: 'numeric' };
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const say = (options) => new Intl.DateTimeFormat(locale, options)
    .format(date);
  const zone = say({ timeZoneName: 'short' });
  if (/\bUTC$/.test(zone))
    return say({ ...day, ...clock, timeZoneName: 'short' });
  const isSameDay = say(day) === say({ ...day, timeZone: 'UTC' });
  return `${say({ ...day, ...clock, timeZoneName: 'short' })} / ${
    say({ ...isSameDay ? {} : day, ...clock, timeZone: 'UTC' })} UTC`;
}

const UNITS = [['year', 365 * DAY], ['month', 30 * DAY], ['day', DAY],
  ['hour', 3600], ['minute', 60]];

// "in 29 days", "3 hours ago", "now".
export function relative(date, now = Date.now()) {
  const seconds = (date.getTime() - now) / 1000;
  const [unit, size] = UNITS.find(([, least]) => Math.abs(seconds) >= least) ??
    ['second', 1];
  if (unit === 'second')
    return text('time.now');
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always' })
    .format(Math.round(seconds / size), unit);
}

// A <time> that reads like relative(), with the instant below it.
export function when(instant) {
  const date = new Date(instant);
  return el('time', { datetime: instant, title: both(date), class: 'when' },
    relative(date), ' ', el('small', {}, local(date)));
}

// The last second of a day "2026-11-25", in local time.
export function endOfDay(day) {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(new Date(year, month - 1, date + 1).getTime() - 1000);
}

// "2026-11-25", `days` after today, in local time.
export function dayAfter(days, from = new Date()) {
  const date = new Date(from.getFullYear(), from.getMonth(),
    from.getDate() + days);
  return [String(date.getFullYear()).padStart(4, '0'),
    String(date.getMonth() + 1).padStart(2, '0'),
    String(date.getDate()).padStart(2, '0')].join('-');
}

// The same time of day `days` after today, in whole seconds.
export function daysAhead(days, from = new Date()) {
  const date = new Date(from);
  date.setDate(date.getDate() + days);
  date.setMilliseconds(0);
  return date;
}
