'use strict';
require('./gone');
module.exports = async () => true;
