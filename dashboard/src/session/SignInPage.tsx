import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { postAuth } from '../api/auth.js';
import { otherError } from '../api/errors.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { TextField } from '../ui/Field.js';
import { useT } from '../words/words.js';
import { Entrance } from './Entrance.js';

export function SignInPage() {
  const t = useT();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { to, ended } = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => postAuth('/auth/sign-in', { email, password }),
    onSuccess: async () => {
      queries.clear();
      // A page of its own, which the router does not know.
      if (to === '/playground') location.replace(to);
      else await navigate({ href: to ?? '/', replace: true });
    },
  });
  const error = otherError(signIn.error);
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
