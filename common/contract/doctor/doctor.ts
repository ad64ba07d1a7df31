/** 体检：上线之前、出了事之后，一处处看过去。查什么在 vk-pay-core 的 doctor/，说什么在 findings.ts。 */
import type { OkAnswer } from '../answer';
import { FINDINGS, type DoctorArea, type FindingKind, type Severity } from './findings';

/** 一件要人知道的事。 */
export interface Finding {
  readonly kind: FindingKind;
  readonly area: DoctorArea;
  readonly severity: Severity;
  /** 说的是哪一处：配置的路径、索引、证书…… */
  readonly subject: string;
  /** 看到的事实；没有更多可说的是空的 */
  readonly fact: string;
  /** 是什么 */
  readonly what: string;
  /** 为什么要紧 */
  readonly why: string;
  /** 怎么办 */
  readonly todo: string;
}

/** 一项检查。 */
export interface CheckView {
  readonly id: string;
  readonly area: DoctorArea;
  /** 查出几件；没有查成的没有 */
  readonly found?: number;
  /** 为什么没有查 */
  readonly skipped?: string;
}

export interface Examined {
  readonly environment: string;
  readonly checks: readonly CheckView[];
  /** 重的在前 */
  readonly findings: readonly Finding[];
  /** 毫秒 */
  readonly server_date: number;
}

/** `pay/sys/doctor` 的答复。 */
export type DoctorAnswer = OkAnswer & Examined;

const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
/** 重的在前；一样重的照表里的次序。 */
export const bySeverity = (a: Pick<Finding, 'severity'>, b: Pick<Finding, 'severity'>): number => WEIGHT[a.severity] - WEIGHT[b.severity];

/** 照表写成给人看的一件。 */
export function findingOf(kind: FindingKind, subject: string, fact = ''): Finding {
  const { area, severity, what, why, todo } = FINDINGS[kind];
  return { kind, area, severity, subject, fact, what, why, todo };
}
