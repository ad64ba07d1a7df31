/**
 * 注入云函数的 Date：读注入的时钟；本地时区不是这台电脑的，而是云端的——
 * UTC，或函数自己设的 TZ（框架会设成 Asia/Shanghai）。两种 Date 的 instanceof 都成立。
 */

const MINUTE_MS = 60_000;
const FIELDS = ['FullYear', 'Month', 'Date', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'] as const;
const HAS_ZONE = /(?:Z|GMT|UTC|[+-]\d{2}:?\d{2})\s*(?:\([^)]*\))?\s*$/i;
const ISO_DAY = /^\s*[+-]?\d{4,6}(?:-\d{2}){0,2}\s*$/;

type Method = (...args: number[]) => number;

/** TZ 对应的时区相对 UTC 的毫秒数（这一刻）。不认识的名字按 UTC。 */
function offsetAt(time: number, zone: string): number {
  if (zone === 'UTC' || zone === '' || !Number.isFinite(time)) return 0;
  if (zone === 'Asia/Shanghai') return 8 * 60 * MINUTE_MS;
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(time);
    const field = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
    return (
      Date.UTC(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'), field('second')) -
      Math.floor(time / 1000) * 1000
    );
  } catch {
    return 0;
  }
}

/** @param zone 当前的 TZ */
export function createDate(now: () => number, zone: () => string): DateConstructor {
  const toLocal = (time: number): number => time + offsetAt(time, zone());
  const fromLocal = (local: number): number => local - offsetAt(local - offsetAt(local, zone()), zone());

  const parse = (text: string): number => {
    // 只有日期的 ISO 文字按 UTC，这是标准；其余没写时区的按本地。
    if (HAS_ZONE.test(text) || ISO_DAY.test(text)) return Date.parse(text);
    const local = Date.parse(/^\s*\d{4}-\d{2}-\d{2}T/.test(text) ? `${text.trim()}Z` : `${text} GMT`);
    return Number.isNaN(local) ? Date.parse(text) : fromLocal(local);
  };
  const timeOf = (args: readonly unknown[]): number => {
    if (args.length === 0) return now();
    if (args.length > 1) return fromLocal(Date.UTC(...(args as [number, number])));
    const own: unknown = (args[0] as { valueOf?(): unknown } | null | undefined)?.valueOf?.() ?? args[0];
    const value = typeof own === 'object' && own !== null ? String(own) : own;
    return typeof value === 'string' ? parse(value) : new Date(value as number).getTime();
  };

  class VirtualDate extends Date {
    constructor(...args: unknown[]) {
      super(timeOf(args));
    }
    static override now(): number {
      return now();
    }
    static override parse(text: string): number {
      return parse(String(text));
    }
    static override [Symbol.hasInstance](value: unknown): boolean {
      return Object.prototype.toString.call(value) === '[object Date]';
    }
    override getDay(): number {
      return new Date(toLocal(this.getTime())).getUTCDay();
    }
    override getTimezoneOffset(): number {
      return -offsetAt(this.getTime(), zone()) / MINUTE_MS || 0;
    }
    override toDateString(): string {
      return new Date(toLocal(this.getTime())).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+).*$/, '$1 $3 $2 $4');
    }
    override toTimeString(): string {
      const minutes = -this.getTimezoneOffset();
      const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');
      return `${new Date(toLocal(this.getTime())).toISOString().slice(11, 19)} GMT${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}${two(Math.abs(minutes) % 60)}`;
    }
    override toString(): string {
      return Number.isNaN(this.getTime()) ? 'Invalid Date' : `${this.toDateString()} ${this.toTimeString()}`;
    }
    override toLocaleString(locale?: Intl.LocalesArgument, options?: Intl.DateTimeFormatOptions): string {
      return super.toLocaleString(locale, { timeZone: zone() || 'UTC', ...options });
    }
    override toLocaleDateString(locale?: Intl.LocalesArgument, options?: Intl.DateTimeFormatOptions): string {
      return super.toLocaleDateString(locale, { timeZone: zone() || 'UTC', ...options });
    }
    override toLocaleTimeString(locale?: Intl.LocalesArgument, options?: Intl.DateTimeFormatOptions): string {
      return super.toLocaleTimeString(locale, { timeZone: zone() || 'UTC', ...options });
    }
  }

  // getHours、setHours 之类：换算到本地时刻，用 UTC 的同名方法，再换算回来。
  for (const field of FIELDS) {
    const [read, change] = [`getUTC${field}`, `setUTC${field}`] as const;
    Object.defineProperty(VirtualDate.prototype, `get${field}`, {
      configurable: true,
      writable: true,
      value(this: Date): number {
        return (new Date(toLocal(this.getTime())) as unknown as Record<string, Method>)[read]!();
      },
    });
    Object.defineProperty(VirtualDate.prototype, `set${field}`, {
      configurable: true,
      writable: true,
      value(this: Date, ...args: number[]): number {
        const local = new Date(toLocal(this.getTime()));
        (local as unknown as Record<string, Method>)[change]!(...args);
        return this.setTime(fromLocal(local.getTime()));
      },
    });
  }
  // 不带 new 调用 Date() 得到文字。
  const callable = new Proxy(VirtualDate, { apply: () => new VirtualDate().toString() });
  Object.defineProperty(VirtualDate.prototype, 'constructor', { value: callable, writable: true, configurable: true });
  return callable as unknown as DateConstructor;
}
