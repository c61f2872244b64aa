export const numbersEn = {
  'numbers.title': 'Numbers',
  'numbers.lead': 'Each number has its own rule about what is stored.',
  'numbers.empty': 'No number yet',
  'numbers.emptyText': 'Add a number and connect it to its channel.',
  'numbers.phone': 'Phone number',
  'numbers.mode': 'PII mode',
} as const;
