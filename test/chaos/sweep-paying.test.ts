// 不变量 I1–I4、I7、I9、I12（docs/invariants.md §3「进程」「数据库」）：下单、付款、到账、关单，中途切断，恢复之后一分不差。全部切点：npm run sweep
import { PAYING } from '../world/scenarios/paying';
import { sweepScenarios } from './sweep';

sweepScenarios(PAYING);
