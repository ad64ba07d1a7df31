/** 全部目标，按名字。 */
import { DOORS } from './doors';
import { PARSERS } from './parsers';
import { SERVICES_TARGET } from './services';
import type { Target } from './target';

export const TARGETS: Readonly<Record<string, Target>> = { ...DOORS, ...PARSERS, services: SERVICES_TARGET };
