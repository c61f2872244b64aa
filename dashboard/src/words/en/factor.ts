export const factorEn = {
  'settings.tab.signIn': 'Your sign-in',
  'factor.title': 'Second factor',
  'factor.lead':
    'A code from an authenticator on your phone, beside the password: whoever learns the password alone stays out.',
  'factor.on': 'On',
  'factor.onText': 'Signing in asks for a code. Programs with tokens and keys are not asked.',
  'factor.off': 'Off',
  'factor.offText': 'Your password alone lets you in.',
  'factor.setUp': 'Set it up',
  'factor.next': 'Next',
  'factor.passwordHint': 'Entered again, so that nobody does this at a desk you have left.',
  'factor.scan': 'Scan this with your authenticator',
  'factor.scanText': 'Any app for one-time passwords will do. Then enter the six digits that it shows.',
  'factor.picture': 'QR code for your authenticator',
  'factor.byHand': 'No camera? Enter this key:',
  'factor.turnOn': 'Turn it on',
  'factor.codes': 'Recovery codes',
  'factor.codesOnce':
    'They are shown this once. Each lets you in once, when the phone is lost: print them, or keep them in a password manager.',
  'factor.turnOff': 'Turn it off',
  'factor.turnOffText':
    'Your password alone will let you in, and the recovery codes are good for nothing any more.',
} as const;
