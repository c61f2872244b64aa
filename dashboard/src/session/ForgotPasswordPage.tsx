import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { postAuth } from '../api/auth.js';
import { otherError } from '../api/errors.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { TextField } from '../ui/Field.js';
import { useT } from '../words/words.js';
import { Entrance } from './Entrance.js';

export function ForgotPasswordPage() {
  const t = useT();
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => postAuth('/auth/forgot-password', { email }) });
  const error = otherError(ask.error);
  return (
    <Entrance title={t('session.forgotTitle')}>
      {error !== null && <Banner tone="bad">{error}</Banner>}
      {ask.isSuccess ? (
        <Banner tone="good">{t('session.linkSent')}</Banner>
      ) : (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            ask.mutate();
          }}
        >
          <TextField
            label={t('session.email')}
            hint={t('session.forgotHint')}
            type="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={({ target }) => setEmail(target.value)}
          />
          <Button type="submit" look="primary" busy={ask.isPending}>
            {t('session.sendLink')}
          </Button>
        </form>
      )}
      <Link to="/sign-in" className="entrance-link">
        {t('session.toSignIn')}
      </Link>
    </Entrance>
  );
}
