export const sessionEn = {
  'session.title': 'Sign in',
  'session.tagline': 'The messaging gateway that forgets.',
  'session.email': 'E-mail address',
  'session.password': 'Password',
  'session.signIn': 'Sign in',
  'session.ended': 'Your session has ended. Sign in again.',
} as const;
