export const sessionPt = {
  'session.title': 'Entrar',
  'session.tagline': 'O gateway de mensagens que esquece.',
  'session.email': 'Endereço de e-mail',
  'session.password': 'Senha',
  'session.signIn': 'Entrar',
  'session.ended': 'Sua sessão terminou. Entre de novo.',
  'session.forgot': 'Esqueceu a senha?',
  'session.forgotTitle': 'Uma nova senha',
  'session.forgotHint': 'Se alguém aqui tem este endereço, um link vai para lá; vale meia hora.',
  'session.sendLink': 'Enviar o link',
  'session.linkSent': 'Se alguém aqui tem este endereço, o link está a caminho. Veja seu e-mail.',
  'session.toSignIn': 'Voltar à entrada',
} as const;
