/** 测试在哪些时区里跑：协议的零区、业务的时区、隔着日界线又有夏令时的。 */
export const ZONES: readonly string[] = ['UTC', 'Asia/Shanghai', 'America/New_York'];
