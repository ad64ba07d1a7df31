/** 只凭入参就能判断的问题：这家什么都收。 */
export const checkToypayCreate = (): void => undefined;
