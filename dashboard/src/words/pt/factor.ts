export const factorPt = {
  'settings.tab.signIn': 'Sua entrada',
  'factor.title': 'Segundo fator',
  'factor.lead':
    'Um código de um autenticador no seu celular, além da senha: quem descobre só a senha fica de fora.',
  'factor.on': 'Ligado',
  'factor.onText': 'A entrada pede um código. Programas com tokens e chaves não são perguntados.',
  'factor.off': 'Desligado',
  'factor.offText': 'Só a sua senha já deixa entrar.',
  'factor.setUp': 'Configurar',
  'factor.next': 'Continuar',
  'factor.passwordHint': 'Pedida de novo, para que ninguém faça isto numa mesa que você deixou.',
  'factor.scan': 'Leia com o seu autenticador',
  'factor.scanText':
    'Serve qualquer aplicativo de senhas de uso único. Depois digite os seis dígitos que ele mostra.',
  'factor.picture': 'Código QR para o autenticador',
  'factor.byHand': 'Sem câmera? Digite esta chave:',
  'factor.turnOn': 'Ligar',
  'factor.codes': 'Códigos de recuperação',
  'factor.codesOnce':
    'São mostrados só desta vez. Cada um deixa entrar uma vez, quando o celular se perde: imprima-os, ou guarde-os num gerenciador de senhas.',
  'factor.turnOff': 'Desligar',
  'factor.turnOffText': 'Só a sua senha vai deixar entrar, e os códigos de recuperação deixam de valer.',
} as const;
