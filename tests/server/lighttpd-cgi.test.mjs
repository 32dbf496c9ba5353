// SPDX-License-Identifier: ISC
import { proveSample } from './prove.mjs';

proveSample('lighttpd-cgi');
