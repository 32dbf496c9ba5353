// SPDX-License-Identifier: ISC
import { proveSample } from './prove.mjs';

proveSample('apache-cgi');
