/** 前端代码里的全局对象（uni、uniCloud、编译期常量）在测试工程里的类型。 */
/// <reference types="@dcloudio/types" />
import '../../shims';
