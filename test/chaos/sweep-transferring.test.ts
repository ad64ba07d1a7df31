// 不变量 I3、I4、I9、I12、I13（docs/invariants.md §3「进程」「数据库」）：转账中途切断，恢复之后额度与网关的账一分不差。全部切点：npm run sweep
import { TRANSFERRING } from '../world/scenarios/transferring';
import { sweepScenarios } from './sweep';

sweepScenarios(TRANSFERRING, 9);
