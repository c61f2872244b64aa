import { expect, it } from '@jest/globals';
import * as m from 'class-validator';
it('loads', () => { expect(Object.keys(m).length).toBeGreaterThanOrEqual(0); });
