/** 全部场景，在各自的每一家渠道上。 */
import type { Case } from '../scenario';
import { AUTHORIZING } from './authorizing';
import { COMPLAINING } from './complaining';
import { MERCHANTS } from './merchants';
import { PAYING } from './paying';
import { REFUNDING } from './refunding';
import { REVIEWING } from './reviewing';
import { SHARING } from './sharing';
import { SHIPPING } from './shipping';
import { TRANSFERRING } from './transferring';
import { VIRTUAL } from './virtual';

export const CASES: readonly Case[] = [
  ...PAYING,
  ...REFUNDING,
  ...REVIEWING,
  ...TRANSFERRING,
  ...AUTHORIZING,
  ...SHARING,
  ...SHIPPING,
  ...COMPLAINING,
  ...VIRTUAL,
  ...MERCHANTS,
].flatMap((scenario) => scenario.providers.map((provider) => ({ scenario, provider })));
