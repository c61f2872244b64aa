import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../../auth/passwords.js';

const lengths = `${String(MIN_PASSWORD_LENGTH)}–${String(MAX_PASSWORD_LENGTH)}`;

const en = {
  language: 'en',
  tagline: 'The messaging gateway that forgets.',
  setupTitle: 'Create the first administrator',
  setupLead: 'This link works once, for half an hour after it was printed.',
  setupButton: 'Create administrator',
  invitationTitle: 'Accept the invitation',
  invitationLead: 'Choose a password, and you are in.',
  invitationButton: 'Accept',
  resetTitle: 'Set a new password',
  resetLead: 'Everybody who is signed in with the old one is signed out.',
  resetButton: 'Set password',
  email: 'E-mail address',
  password: 'Password',
  passwordHint: `${lengths} characters`,
  accountName: 'Name of the account (optional)',
  yourName: 'Your name (optional)',
  failedTitle: 'That did not work',
  goneTitle: 'This link is not good any more',
  gone: 'It has been used, or it is too old. Ask for a new one; a setup link is printed at each start.',
  adminsOnly: 'This page needs the role ADMIN.',
  toSignIn: 'To the sign-in',
};

/** The phrases of the pages that are reached by a link. */
export type AuthWords = Readonly<Record<keyof typeof en, string>>;

const pt: AuthWords = {
  language: 'pt',
  tagline: 'O gateway de mensagens que esquece.',
  setupTitle: 'Criar o primeiro administrador',
  setupLead: 'Este link funciona uma vez, até meia hora depois de impresso.',
  setupButton: 'Criar administrador',
  invitationTitle: 'Aceitar o convite',
  invitationLead: 'Escolha uma senha, e pronto.',
  invitationButton: 'Aceitar',
  resetTitle: 'Definir uma nova senha',
  resetLead: 'Quem entrou com a senha antiga é desconectado.',
  resetButton: 'Definir senha',
  email: 'Endereço de e-mail',
  password: 'Senha',
  passwordHint: `${lengths} caracteres`,
  accountName: 'Nome da conta (opcional)',
  yourName: 'Seu nome (opcional)',
  failedTitle: 'Não deu certo',
  goneTitle: 'Este link não vale mais',
  gone: 'Já foi usado, ou é antigo demais. Peça um novo; um link de instalação é impresso a cada início.',
  adminsOnly: 'Esta página exige o papel ADMIN.',
  toSignIn: 'Para a entrada',
};

/** In the first language of the header that we have (RFC 9110 §12.5.4, its weights left aside). */
export function authWordsOf(acceptLanguage: string | undefined): AuthWords {
  for (const wish of (acceptLanguage ?? '').toLowerCase().split(',')) {
    if (/^\s*pt\b/.test(wish)) return pt;
    if (/^\s*en\b/.test(wish)) return en;
  }
  return en;
}
