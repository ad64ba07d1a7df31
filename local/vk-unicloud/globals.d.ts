/** 云函数实例里注入的全局对象。 */
declare const uniCloud: import('./platform').UniCloud;
