export const sessionEn = {
  'session.title': 'Sign in',
  'session.tagline': 'The messaging gateway that forgets.',
  'session.email': 'E-mail address',
  'session.password': 'Password',
  'session.signIn': 'Sign in',
  'session.ended': 'Your session has ended. Sign in again.',
  'session.forgot': 'Forgotten your password?',
  'session.forgotTitle': 'A new password',
  'session.forgotHint': 'If somebody here has this address, a link goes there; it is good for half an hour.',
  'session.sendLink': 'Send the link',
  'session.linkSent': 'If somebody here has this address, the link is on its way. Look into your mail.',
  'session.toSignIn': 'Back to the sign-in',
} as const;
