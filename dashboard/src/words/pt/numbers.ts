export const numbersPt = {
  'numbers.title': 'Números',
  'numbers.lead': 'Cada número tem sua própria regra sobre o que é armazenado.',
  'numbers.empty': 'Ainda sem número',
  'numbers.emptyText': 'Adicione um número e conecte-o ao seu canal.',
  'numbers.phone': 'Número de telefone',
  'numbers.mode': 'Modo de PII',
} as const;
