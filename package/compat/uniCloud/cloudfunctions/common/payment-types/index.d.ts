import type { DeclaredType } from 'vk-pay-core';
export const paymentTypes: readonly DeclaredType[];
