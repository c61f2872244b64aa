export const sessionPt = {
  'session.title': 'Entrar',
  'session.tagline': 'O gateway de mensagens que esquece.',
  'session.email': 'Endereço de e-mail',
  'session.password': 'Senha',
  'session.signIn': 'Entrar',
  'session.ended': 'Sua sessão terminou. Entre de novo.',
} as const;
