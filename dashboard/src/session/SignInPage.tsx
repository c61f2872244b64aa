import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { postAuth } from '../api/auth.js';
import { ApiError, otherError } from '../api/errors.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { TextField } from '../ui/Field.js';
import { useT } from '../words/words.js';
import { CodeField } from './CodeField.js';
import { Entrance } from './Entrance.js';

const CODE_NEEDED = ['SECOND_FACTOR_REQUIRED', 'SECOND_FACTOR_WRONG'];

export function SignInPage() {
  const t = useT();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { to, ended } = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isCodeNeeded, setCodeNeeded] = useState(false);
  const signIn = useMutation({
    mutationFn: () => postAuth('/auth/sign-in', { email, password, ...(isCodeNeeded && { code }) }),
    onError: (error) => {
      if (isAboutCode(error)) setCodeNeeded(true);
    },
    onSuccess: async () => {
      queries.clear();
      // A page of its own, which the router does not know.
      if (to === '/playground') location.replace(to);
      else await navigate({ href: to ?? '/', replace: true });
    },
  });
  const error = isAboutCode(signIn.error) ? null : otherError(signIn.error);
  // That one is needed is no mistake: the field that appears says so.
  const codeError = isAboutCode(signIn.error, 'SECOND_FACTOR_WRONG') ? signIn.error?.message : undefined;
  return (
    <Entrance title={t('session.title')}>
      {ended === true && signIn.isIdle && <Banner>{t('session.ended')}</Banner>}
      {error !== null && <Banner tone="bad">{error}</Banner>}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        <TextField
          label={t('session.email')}
          type="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={({ target }) => setEmail(target.value)}
        />
        <TextField
          label={t('session.password')}
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        {isCodeNeeded && <CodeField value={code} error={codeError} onEnter={setCode} autoFocus />}
        <Button type="submit" look="primary" busy={signIn.isPending}>
          {t('session.signIn')}
        </Button>
      </form>
      <Link to="/forgot-password" className="entrance-link">
        {t('session.forgot')}
      </Link>
    </Entrance>
  );
}

function isAboutCode(error: Error | null, ...codes: readonly string[]): boolean {
  return error instanceof ApiError && (codes.length > 0 ? codes : CODE_NEEDED).includes(error.code);
}
