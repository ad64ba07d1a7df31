/**
 * 服务端存下的一句话是中文的（它也送到告警的渠道、写进日志）。说英文时由同一件事的代号另说，不把中文放到英文的页面上；
 * 本来就不是中文的（商户自己的告警、网关的代号）原样。
 */
import { language } from '../words/language';

const CHINESE = /[\u3400-\u9fff]/;

/** @param otherwise 由代号说的话 */
export const storedText = (text: string, otherwise: string): string => (language.value === 'en' && CHINESE.test(text) ? otherwise : text);

/** 一行日志里不是中文的几样：码、单号、方式。 */
export const withoutChinese = (text: string): string =>
  text
    .split(/\s+/)
    .filter((word) => !CHINESE.test(word))
    .join(' ');
