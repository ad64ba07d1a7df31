'use strict';
/** 办成了：这里要看的是页面。 */
module.exports = async () => true;
