/** Days and times of the sandbox's clock, in the cluster's zone whatever zone the browser is in. */
export interface ZonedTime {
  /** 08:00 */
  time(iso: string): string;
  /** 12/06/2019 */
  date(iso: string): string;
  /** Thứ Tư */
  weekday(iso: string): string;
  /** Thứ Tư 12/06/2019 */
  day(iso: string): string;
  /** Thứ Tư 12/06/2019, 08:00 */
  moment(iso: string): string;
  /** 2019-06-12T08:00, as a date-time field wants it. */
  toField(iso: string): string;
  /** The instant of a date-time field's value; null when it is incomplete. */
  fromField(value: string): string | null;
}

export function zonedTime(language: "vi" | "en", timeZone: string): ZonedTime {
  const locale = language === "vi" ? "vi-VN" : "en-GB";
  const weekdays = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone });
  const fields = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const parts = (instant: Date) => {
    const found = Object.fromEntries(fields.formatToParts(instant).map((part) => [part.type, part.value]));
    const { year = "", month = "", day = "", hour = "", minute = "", second = "" } = found;
    return { year, month, day, hour, minute, second };
  };

  const time = (iso: string) => {
    const { hour, minute } = parts(new Date(iso));
    return `${hour}:${minute}`;
  };
  const date = (iso: string) => {
    const { day, month, year } = parts(new Date(iso));
    return `${day}/${month}/${year}`;
  };
  const weekday = (iso: string) => weekdays.format(new Date(iso));
  const day = (iso: string) => `${weekday(iso)} ${date(iso)}`;

  /** How far the zone's wall clock is ahead of UTC at an instant, in milliseconds. */
  const ahead = (instant: number) => {
    const { year, month, day: monthDay, hour, minute, second } = parts(new Date(instant));
    const wall = Date.parse(`${year}-${month}-${monthDay}T${hour}:${minute}:${second}Z`);
    return wall - Math.floor(instant / 1000) * 1000;
  };

  return {
    time,
    date,
    weekday,
    day,
    moment: (iso) => `${day(iso)}, ${time(iso)}`,
    toField(iso) {
      const { year, month, day: monthDay, hour, minute } = parts(new Date(iso));
      return `${year}-${month}-${monthDay}T${hour}:${minute}`;
    },
    fromField(value) {
      const wall = Date.parse(`${value}Z`);
      if (Number.isNaN(wall)) return null;
      const guess = wall - ahead(wall);
      return new Date(wall - ahead(guess)).toISOString();
    },
  };
}
